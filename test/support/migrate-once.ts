import { once } from 'node:events';
import { createDb } from '../../src/db/db.js';
import { migrate } from '../../src/db/migrate.js';

/** Migrates the database that its argument names, and prints the names of what it ran. Begins when it reads a line, so that several begin at once. */
const db = createDb(process.argv[2] ?? '', 2);
process.stdout.write('ready\n');
await once(process.stdin, 'data');
try {
  process.stdout.write(JSON.stringify(await migrate(db.knex)));
} finally {
  process.stdin.destroy();
  await db.close();
}
