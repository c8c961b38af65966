import type { Transaction } from 'objection';
import { correlation } from '../correlation.js';
import type { Db } from '../db/db.js';
import type { NewMessage } from '../db/models/message.js';
import sendMessage from '../jobs/message.send.js';

/** Owes a person a message, once for its reason. A screen that they wait for goes ahead of other messages. */
export async function tell(db: Db, trx: Transaction, message: NewMessage): Promise<void> {
  await db.messages.add(trx, message, sendMessage, correlation() ?? null);
}
