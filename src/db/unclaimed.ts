import type { Transaction } from 'objection';
import { ask } from './ask.js';

/** A payment of somebody whom we do not know yet; its whole story is in the inbox. */
interface Unclaimed {
  readonly inboxEventId: bigint;
  readonly telegramId: bigint;
  readonly provider: string;
  readonly externalId: string;
}

/** The 2 keeps it apart from the locks of keys and of what runs alone. */
const lock = 'select pg_advisory_xact_lock(hashtextextended(?, 2))';

const keep = `
  with kept as (
    insert into unclaimed_payments (inbox_event_id, telegram_id, provider, external_id) values (?, ?, ?, ?)
    on conflict do nothing returning inbox_event_id)
  update inbox_events i set unclaimed = true from kept where i.id = kept.inbox_event_id`;

const claim = `
  with mine as (delete from unclaimed_payments where telegram_id = ? returning inbox_event_id)
  update inbox_events i set state = 'new', reason = null, unclaimed = false from mine where i.id = mine.inbox_event_id returning i.id`;

const drop = `
  with gone as (delete from unclaimed_payments where provider = ? and external_id = ? returning inbox_event_id)
  update inbox_events i set reason = ?, unclaimed = false from gone where i.id = gone.inbox_event_id returning i.id`;

/** What was paid at a provider's own place by people who have not come to us yet. */
export const unclaimed = {
  /**
   * Call before looking whether this person is known, and before claiming: whoever comes to us while their payment does
   * is seen by one of the two.
   */
  async lock(trx: Transaction, telegramId: bigint): Promise<void> {
    await ask(trx, lock, `person:${telegramId}`);
  },

  /** Until its person comes, the event's body outlives the month that others have. */
  async keep(trx: Transaction, { inboxEventId, telegramId, provider, externalId }: Unclaimed): Promise<void> {
    await ask(trx, keep, inboxEventId, telegramId, provider, externalId);
  },

  /** The person came. Answers the events that are to be read again. */
  async claim(trx: Transaction, telegramId: bigint): Promise<bigint[]> {
    return (await ask<{ id: bigint }>(trx, claim, telegramId)).map(({ id }) => id);
  },

  /** The money went back before its person came. False when nothing of it waits. */
  async drop(trx: Transaction, provider: string, externalId: string, reason: string): Promise<boolean> {
    return (await ask(trx, drop, provider, externalId, reason)).length > 0;
  },
};
