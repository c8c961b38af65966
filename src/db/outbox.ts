import type { Knex } from 'knex';
import type { JsonObject } from '../queue/define-job.js';
import { gather } from './gather.js';

/** A promise on its way to its queue. */
export interface Sendable {
  readonly id: bigint;
  readonly job: string;
  readonly key: string;
  readonly data: JsonObject;
  readonly sends: number;
  readonly lane: number;
  readonly correlation: string | null;
}

/**
 * Unsent promises that are due, each lane by its own range of the index: no lane's backlog is walked for another's. By
 * the statement's clock, here and below: `clock_timestamp()` is volatile, and every promise of later would be walked.
 */
const unsent = `
  select c.id from unnest(array[0, 1, 2]) l(lane), lateral (
    select id from outbox o where o.lane = l.lane and o.due_at <= statement_timestamp() and o.job = any(?)
      and o.sent_at is null and o.done_at is null and o.parked_at is null
    order by o.due_at, o.id limit case when l.lane = 2 then 100 else ? end for update skip locked) c`;

/** Sent and still open after 10 s × 2^(sends − 1), ten minutes at most, is sent again. */
const overdue = `
  select id from outbox where job = any(?) and done_at is null and parked_at is null
    and sent_at < statement_timestamp() - interval '1 s' * (10 * ?::float8)
    and sent_at < statement_timestamp() - interval '1 s' * (least(10 * 2 ^ least(sends - 1, 10), 600) * ?::float8)
  order by sent_at limit ? for update skip locked`;

const open = (knex: Knex) => knex('outbox').whereNull('doneAt').whereNull('parkedAt');

/** What committed transactions owe. A promise is open until `done_at`; a parked one waits for a person. */
export function createOutbox(knex: Knex) {
  const claim = async (which: string, given: Knex.RawBinding[]): Promise<Sendable[]> => {
    const { rows } = await knex.raw<{ rows: Sendable[] }>(
      `update outbox set sent_at = clock_timestamp(), sends = sends + 1 where id = any(array(${which}))
       returning id, job, key, data, sends, lane, correlation`,
      given,
    );
    return rows;
  };

  return {
    /** Due promises that nobody has sent become ours to send. Commits before anything goes to Redis. */
    claim: (jobs: readonly string[], limit: number) => claim(unsent, [[...jobs], limit]),

    /** The same for promises that were sent and perhaps lost; `scale` shortens the wait in tests. */
    claimOverdue: (jobs: readonly string[], limit: number, scale: number) =>
      claim(overdue, [[...jobs], scale, scale, limit]),

    /** They did not reach Redis after all. */
    unsend: (ids: readonly bigint[]) =>
      knex('outbox').whereIn('id', ids.map(String)).update({ sentAt: null }),

    /**
     * Redis was wiped: whatever is open is due at once. It waits for nobody while it holds many rows, since runs that
     * begin hold many, too, in another order.
     */
    async unsendAll(): Promise<void> {
      const [now] = await knex.select<{ at: string }[]>(knex.raw('clock_timestamp()::text at'));
      const lost = () => open(knex).where('sentAt', '<=', now!.at);
      const first = (limit: number) => lost().orderBy('sentAt').limit(limit).select('id');
      for (;;) {
        const free = first(5_000).forUpdate().skipLocked();
        if ((await knex('outbox').whereRaw('id = any(array(?))', [free]).update({ sentAt: null })) > 0)
          continue;
        const [held] = await first(1);
        if (!held) return;
        await lost()
          .where({ id: String(held.id) })
          .update({ sentAt: null });
      }
    },

    /** Exactly these are kept. Calls that come together share a statement. */
    close: gather(async (runs: readonly (readonly bigint[])[]) => {
      await knex.raw(
        `update outbox set done_at = clock_timestamp(), crashes = 0, parked_at = null, reason = null where id = any(?)`,
        [runs.flat().map(String)],
      );
      return runs.map(() => undefined);
    }),

    /** Their run reported, so it did not kill its worker; it goes on another time. */
    report: gather(async (runs: readonly (readonly bigint[])[]) => {
      await knex.raw('update outbox set crashes = 0 where id = any(?) and crashes > 0', [
        runs.flat().map(String),
      ]);
      return runs.map(() => undefined);
    }),

    /** Their run goes on: nobody need send them again. */
    touch: (ids: readonly bigint[]) =>
      knex('outbox')
        .whereIn('id', ids.map(String))
        .update({ sentAt: knex.raw('clock_timestamp()') }),

    ...deadLetters(knex),
  };
}

const deadLetters = (knex: Knex) => ({
  /** Dead letters: they wait for a person, or for a new promise with their key. */
  park: (ids: readonly bigint[], reason: string) =>
    knex('outbox')
      .whereIn('id', ids.map(String))
      .whereNull('doneAt')
      .update({ parkedAt: knex.raw('clock_timestamp()'), reason, crashes: 0 }),

  /** Dead letters of a job that nobody here can run. */
  parkKey: (key: string, reason: string) =>
    open(knex)
      .where({ key })
      .andWhere('dueAt', '<=', knex.fn.now())
      .update({ parkedAt: knex.raw('clock_timestamp()'), reason }),

  /** A person's decision: dead letters are owed again, from now on. Answers which were. */
  async reopen(trx: Knex, ids: readonly bigint[]): Promise<bigint[]> {
    const rows = await trx('outbox')
      .whereIn('id', ids.map(String))
      .whereNotNull('parkedAt')
      .update({
        parkedAt: null,
        reason: null,
        sentAt: null,
        crashes: 0,
        dueAt: trx.raw('clock_timestamp()'),
      })
      .returning<{ id: bigint }[]>('id');
    return rows.map(({ id }) => id);
  },
});
