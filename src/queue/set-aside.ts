import type { Connection } from './connect.js';
import { retryScript } from './mailbox-scripts.js';
import { key, type Letter, type Mailbox } from './mailbox.js';

/** An update that failed too often and waits for an operator: whose it is and when it came, never what was written. */
export interface SetAside {
  readonly updateId: number;
  readonly person: string;
  readonly receivedAt: Date;
}

type Kept = Letter & { readonly person: string };

/** How many updates wait for an operator; of more than a thousand the oldest are forgotten. */
export const countSetAside = (redis: Connection): Promise<number> => redis.llen(key.dead);

/** The newest first. */
export async function listSetAside(redis: Connection): Promise<SetAside[]> {
  const kept = await readSetAside(redis);
  return kept.map(({ letter: { updateId, person, receivedAt } }) => ({
    updateId,
    person,
    receivedAt: new Date(receivedAt),
  }));
}

/**
 * Puts these updates back into their mailboxes, as if they came now, and wakes their drains. What was handled before it
 * failed is only answered again. Tells which were; one that two ask for goes back once.
 */
export async function retrySetAside(
  redis: Connection,
  mailbox: Pick<Mailbox, 'wake'>,
  ids: readonly number[],
): Promise<number[]> {
  const again: number[] = [];
  for (const { raw, letter } of (await readSetAside(redis)).toReversed()) {
    const { person, updateId, update } = letter;
    if (!ids.includes(updateId)) continue;
    const now = Date.now();
    const back: Letter = { updateId, update, receivedAt: now };
    const keys = [key.dead, key.box(person), key.waiting];
    if ((await redis.eval(retryScript, 3, ...keys, raw, JSON.stringify(back), person, now)) !== 1) continue;
    await mailbox.wake(person, `retried-${updateId}`);
    again.push(updateId);
  }
  return again;
}

async function readSetAside(redis: Connection) {
  const kept = await redis.lrange(key.dead, 0, -1);
  return kept.map((raw) => ({ raw, letter: JSON.parse(raw) as Kept }));
}
