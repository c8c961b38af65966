import { z } from 'zod';
import { UpstreamFailed, UpstreamRejected } from '../domain/errors.js';
import type { MandateState } from '../domain/mandate.js';
import type { Term } from '../domain/term.js';
import type { CallOptions } from '../http.js';
import { recurrenceSchema, type Period, type Recurrence } from './cryptomus-answers.js';
import type { HeleketClient } from './heleket-client.js';
import type { Mandates } from './mandates.js';
import { unlessUnknown } from './unless-unknown.js';

/** What each charge pays for, by what Cryptomus calls the rhythm. */
export const terms = {
  weekly: { months: 0, days: 7 },
  monthly: { months: 1, days: 0 },
  three_month: { months: 3, days: 0 },
} as const satisfies Record<Period, Term>;

/** Plans whose term is about as long, days for months. */
const rhythms: readonly (readonly [months: number, days: number, period: Period])[] = [
  [0, 7, 'weekly'],
  [1, 0, 'monthly'],
  [0, 30, 'monthly'],
  [3, 0, 'three_month'],
  [0, 90, 'three_month'],
];

export const periodOf = ({ months, days }: Term): Period | undefined =>
  rhythms.find(([ofMonths, ofDays]) => ofMonths === months && ofDays === days)?.[2];

/** Nobody can take up again what either side canceled. Another word than these, if there is one, says nothing. */
export const states: ReadonlyMap<string, MandateState> = new Map([
  ['active', 'on'],
  ['cancel_by_merchant', 'stopped'],
  ['cancel_by_user', 'stopped'],
]);

export const isOver = ({ status }: Recurrence): boolean => states.get(status) === 'stopped';

/** Null of one that it does not know: with which of these it says so is not published. */
export const readRecurrence = (
  client: HeleketClient,
  which: { readonly uuid: string } | { readonly order_id: string },
  call: CallOptions,
): Promise<Recurrence | null> =>
  unlessUnknown(client.read('/recurrence/info', which, recurrenceSchema, call), [404, 422]);

/** What Cryptomus repeats by itself; each has the uuid of its recurrence for a name. */
export const cryptomusMandates = (client: HeleketClient): Mandates => ({
  asksFirst: true,

  termOf(planTerm) {
    const period = periodOf(planTerm);
    return period === undefined ? null : terms[period];
  },

  /** A refusal may mean that it is over already ("Already canceled"), and the documented answer shows the status before. */
  async stop({ externalId: uuid }, call) {
    const refusal = await client.create('/recurrence/cancel', { uuid }, z.unknown(), call).then(
      () => null,
      (error: unknown) => {
        if (error instanceof UpstreamRejected) return error;
        throw error;
      },
    );
    const after = await readRecurrence(client, { uuid }, call);
    if (after && isOver(after)) return;
    throw refusal ?? new UpstreamFailed(`recurrence ${uuid} was canceled, and goes on`, { uuid });
  },
});
