import { setTimeout as sleep } from 'node:timers/promises';
import { openSession } from '../../src/db/session.js';

/** Takes the key of its second argument at the database of its first, and says what becomes of its session. */
const [url = '', key = ''] = process.argv.slice(2);
let isLost = false;
const lost = (): void => {
  if (!isLost) process.stdout.write('lost\n');
  isLost = true;
};
const session = await openSession(url, () => {}, lost, 0.3);
if ((await session.take(key)).mine) process.stdout.write(`holds ${key}\n`);
for (;;) {
  await sleep(100);
  if (!isLost) continue;
  const again = await session.take(`${key} again`).catch(() => null);
  if (again?.mine) process.stdout.write('holds again\n');
}
