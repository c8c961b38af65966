import type { Transaction } from 'objection';
import type { Db } from '../db/db.js';
import type { NewMessage } from '../db/models/message.js';
import sendMessage from '../jobs/message.send.js';
import { promise } from '../queue/promise.js';

/** Owes a person a message, once for its reason. A screen that they wait for goes ahead of other messages. */
export async function tell(db: Db, trx: Transaction, message: NewMessage): Promise<void> {
  const id = await db.messages.add(trx, message);
  if (id !== null) await promise(trx, sendMessage, id, {}, { lane: message.lane ?? 1 });
}
