import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import { keyOf, type Job } from '../queue/define-job.js';

export interface InboxEvent {
  readonly id: bigint;
  readonly provider: string;
  readonly eventId: string;
  /** Null once it was emptied, 30 days after it came. */
  readonly body: Buffer | null;
  readonly receivedAt: Date;
  readonly state: 'new' | 'applied' | 'ignored';
}

/** What providers and panels told us, byte for byte, once per sender and event. */
export function createInbox(knex: Knex, wake: () => void) {
  return {
    /**
     * The event and the promise to understand it, in one statement: both or neither. A repeat changes nothing, but for
     * an event that was ignored: told again, it is looked at again.
     */
    async receive(
      event: Pick<InboxEvent, 'provider' | 'eventId'> & { readonly body: Buffer },
      job: Job,
      cause: string,
    ): Promise<'stored' | 'known'> {
      const { rows } = await knex.raw<{ rows: unknown[] }>(
        `with event as (insert into inbox_events as i (provider, event_id, body) values (?, ?, ?)
                        on conflict (provider, event_id) do update
                          set state = 'new', reason = null, body = excluded.body where i.state = 'ignored'
                        returning id)
         insert into outbox (job, key, correlation) select ?, ? || id, ? from event returning id`,
        [event.provider, event.eventId, event.body, job.name, keyOf(job, ''), cause],
      );
      if (rows.length === 0) return 'known';
      wake();
      return 'stored';
    },

    async get(id: string): Promise<InboxEvent> {
      const event = await knex<InboxEvent>('inbox_events').where('id', BigInt(id)).first();
      if (!event) throw new Error(`no inbox event ${id}`);
      return event;
    },

    /** What became of it. An ignored event keeps its reason, and can be replayed by a person. */
    async close(
      trx: Transaction | Knex,
      id: bigint,
      state: 'applied' | 'ignored',
      reason?: string,
    ): Promise<void> {
      await trx('inbox_events')
        .where({ id })
        .update({ state, reason: reason ?? null });
    },
  };
}
