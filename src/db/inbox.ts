import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { keyOf, type Job } from '../queue/define-job.js';
import { ask } from './ask.js';
import { gather } from './gather.js';
import { owe } from './owed.js';

export interface InboxEvent {
  readonly id: bigint;
  readonly provider: string;
  readonly eventId: string;
  /** Null once it was emptied, 30 days after it came. */
  readonly body: Buffer | null;
  readonly receivedAt: Date;
  readonly state: 'new' | 'applied' | 'ignored';
}

/** One event on its way in, with the job that understands it and what caused it. */
interface Incoming {
  readonly provider: string;
  readonly eventId: string;
  readonly body: Buffer;
  readonly job: Job;
  readonly cause: string;
}

/**
 * The events and the promises to understand them, in one statement: both or neither. A repeat changes nothing, but for
 * an event that was ignored: told again, it is looked at again.
 */
const receiveAll = `
  with told as (
    select * from unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::text[], ?::text[])
      t(provider, event_id, body, job, key, cause)),
  event as (
    insert into inbox_events as i (provider, event_id, body) select provider, event_id, body from told
    on conflict (provider, event_id) do update
      set state = 'new', reason = null, body = excluded.body where i.state = 'ignored'
    returning id, provider, event_id),
  promised as (
    insert into outbox (job, key, correlation)
    select job, key || id, cause from event join told using (provider, event_id))
  select provider, event_id "eventId" from event`;

const one = 'select id, provider, event_id, body, received_at, state from inbox_events where id = ?';

/** A body may be a mebibyte. */
const atOnce = 50;

/** What providers and panels told us, byte for byte, once per sender and event. */
export function createInbox(knex: Knex, wake: () => void) {
  const store = async (events: readonly Incoming[]): Promise<boolean[]> => {
    // A statement may not touch a row twice: of copies that come together the first is the event.
    const first = new Map(events.toReversed().map((event) => [named(event), event]));
    // And two processes that store the same ones take them in one order, lest each wait for the other.
    const rows = [...first].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
    const written = await write(knex, rows);
    if (written.length > 0) wake();
    const stored = new Set(written.map(named));
    return events.map((event) => first.get(named(event)) === event && stored.has(named(event)));
  };
  /** Events that come together share a statement and its commit; one that cannot be stored fails alone. */
  const receive = gather(store, { isFaultOfOne, limit: atOnce });

  return {
    async receive(
      event: Pick<Incoming, 'provider' | 'eventId' | 'body'>,
      job: Job,
      cause: string,
    ): Promise<'stored' | 'known'> {
      return (await receive({ ...event, job, cause })) ? 'stored' : 'known';
    },

    /** The same for what is told within a transaction: stored and promised if and only if `trx` commits. */
    async receiveIn(
      trx: Transaction,
      event: Pick<Incoming, 'provider' | 'eventId' | 'body'>,
      job: Job,
      cause: string,
    ): Promise<'stored' | 'known'> {
      const written = await write(trx, [{ ...event, job, cause }]);
      if (written.length > 0) owe(trx);
      return written.length > 0 ? 'stored' : 'known';
    },

    async get(id: string): Promise<InboxEvent> {
      const [event] = await ask<InboxEvent>(knex, one, id);
      if (!event) throw new Error(`no inbox event ${id}`);
      return event;
    },

    /** What became of it. An ignored event keeps its reason, and can be replayed by a person. */
    async close(
      trx: Transaction | Knex,
      id: bigint,
      state: 'applied' | 'ignored',
      reason: string | null = null,
    ): Promise<void> {
      await ask(trx, 'update inbox_events set state = ?, reason = ? where id = ?', state, reason, id);
    },
  };
}

/** Answers which of them are new, or were ignored and are told again. */
async function write(
  knex: Knex | Transaction,
  rows: readonly Incoming[],
): Promise<Pick<Incoming, 'provider' | 'eventId'>[]> {
  const columns = [
    rows.map(({ provider }) => provider),
    rows.map(({ eventId }) => eventId),
    rows.map(({ body }) => body),
    rows.map(({ job }) => job.name),
    rows.map(({ job }) => keyOf(job, '')),
    rows.map(({ cause }) => cause),
  ];
  const answer = await knex.raw<{ rows: Pick<Incoming, 'provider' | 'eventId'>[] }>(receiveAll, columns);
  return answer.rows;
}

const named = ({ provider, eventId }: Pick<Incoming, 'provider' | 'eventId'>): string =>
  `${provider} ${eventId}`;

/** SQLSTATE of a value that the table cannot hold: a NUL in an id, say; or of a deadlock. */
const isFaultOfOne = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(2[23]|40P01)/.test(String(error.code));
