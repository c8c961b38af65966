import { openLastingClient } from '../../src/db/lasting-client.js';

// A process of its own, since pg warns once in each. It asks the database of its argument several things at once, and prints the answers.
const client = await openLastingClient(process.argv[2] ?? '', {
  begin: 'select 1',
  look: () => {},
  onError: () => {},
});
const answers = await Promise.all([1, 2, 3, 4].map((n) => client.query('select $1::int n', [n])));
console.log(JSON.stringify(answers.flat()));
await client.close();
