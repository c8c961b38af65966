import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Found } from './invariants.js';
import type { Run } from './run.js';

/** Where something was violated: what we knew and what people saw, beside the logs; the database itself goes with the run. */
export async function keepEvidence(
  { scene: { shop, postgres }, chats }: Run,
  rules: Readonly<Record<string, Found>>,
  logs: string,
): Promise<void> {
  if (Object.values(rules).every(({ length }) => length === 0)) return;
  writeFileSync(join(logs, 'chats.json'), JSON.stringify(chats.history, null, 1));
  try {
    postgres.dump(shop.ownerUrl, join(logs, 'database.sql'));
  } catch (error) {
    console.error(`The database could not be kept: ${String(error)}`);
  }
}
