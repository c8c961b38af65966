import { z } from 'zod';
import { money } from '../domain/money.js';
import type { Claim, Snapshot } from './provider.js';
import { decimal, readMoney } from './read-money.js';

/** Goes into a path, so nothing that could leave it. */
export const transactionId = z.guid().toLowerCase();

const states = {
  PENDING: 'pending',
  CONFIRMED: 'succeeded',
  CANCELED: 'canceled',
  CHARGEBACKED: 'succeeded',
} as const satisfies Record<string, Claim>;

/** Keys come in camelCase, and in PascalCase where subscriptions are concerned: read as if they were small. */
export const smallKeys = z.record(z.string(), z.unknown()).transform((body, context) => {
  const fields = Object.entries(body).map(([key, value]) => [key.toLowerCase(), value] as const);
  if (new Set(fields.map(([key]) => key)).size < fields.length)
    context.addIssue({ code: 'custom', message: 'a key comes twice' });
  return Object.fromEntries(fields);
});

/** Its word for a state: documentation and API spell two of them differently. */
export const stateSchema = z
  .string()
  .regex(/^[a-z_]{1,40}$/i)
  .transform((text) => {
    const state = text.toUpperCase();
    return state === 'CANCELLED' ? 'CANCELED' : state === 'CHARGEBACK' ? 'CHARGEBACKED' : state;
  });

export const transactionSchema = z.object({
  status: stateSchema.pipe(z.enum(['PENDING', 'CONFIRMED', 'CANCELED', 'CHARGEBACKED'])),
  paymentDetails: z.object({ amount: decimal, currency: z.string().max(8) }),
  payload: z.string().nullish().catch(null),
  /** Sic. */
  mechantId: z.guid().toLowerCase().optional().catch(undefined),
});

/** v1 redirects, v2 has a URL. How long it lives is a .NET TimeSpan. */
export const createdSchema = z
  .object({
    transactionId,
    url: z.url().optional(),
    redirect: z.url().optional(),
    expiresIn: z.string().optional().catch(undefined),
  })
  .transform(({ url, redirect, ...rest }) => ({ ...rest, payUrl: url ?? redirect ?? null }));

const moment = z
  .string()
  .nullish()
  .transform((text) => (text ? new Date(/(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text}Z`) : null))
  .refine((at) => at === null || !Number.isNaN(at.getTime()), 'not a date');

/** In its words they are PendingAgreement, Active, PastDue, Cancelled and Failed (…/subscriptionstatus-16438392d0.md). */
const standings = {
  pendingagreement: 'awaited',
  active: 'on',
  pastdue: 'failed',
  cancelled: 'stopped',
  canceled: 'stopped',
  failed: 'refused',
} as const;

const count = z.number().int().nonnegative();

/** One subscription. Its charges are counted, and not named. */
export const subscriptionSchema = smallKeys
  .pipe(
    z.object({
      id: transactionId,
      status: z
        .string()
        .transform((word) => word.toLowerCase().replaceAll('_', ''))
        .pipe(z.enum(Object.keys(standings) as (keyof typeof standings)[]))
        .transform((word) => standings[word]),
      amount: decimal,
      currencycode: z.string().max(8),
      nextchargeat: moment,
      lastchargeat: moment,
      chargemetrics: smallKeys.pipe(z.object({ chargessuccess: count })),
    }),
  )
  .transform(({ nextchargeat: next, lastchargeat: last, chargemetrics, ...rest }) => ({
    ...rest,
    next,
    last,
    counted: chargemetrics.chargessuccess,
  }));
export type Subscription = z.output<typeof subscriptionSchema>;

/** A page of all of them. States are numbers there whose meaning is not published, so those are not read. */
export const pageSchema = smallKeys.pipe(
  z.object({
    items: z.array(
      smallKeys
        .pipe(
          z.object({ id: transactionId, chargescount: count, nextchargeat: moment, lastchargeat: moment }),
        )
        .transform(({ id, chargescount, nextchargeat, lastchargeat }) => ({
          externalId: id,
          charges: chargescount,
          next: nextchargeat,
          last: lastchargeat,
        })),
    ),
    total: count,
  }),
);

export const cancelSupportSchema = z.object({
  supported: z.boolean(),
  blockReason: z.string().nullish().catch(null),
});
export const cancelSchema = z.object({ accepted: z.boolean(), manualControlRequired: z.boolean() });

/**
 * CHARGEBACKED is what the payer's bank took back, and also what we gave back ourselves: it has one word for both.
 *
 * @throws {Never} when it is in a currency that we cannot hold
 */
export function toSnapshot(
  externalId: string,
  { status, paymentDetails, payload, mechantId }: z.output<typeof transactionSchema>,
  merchantId: string,
): Snapshot {
  const amount = readMoney('platega', externalId, paymentDetails.amount, paymentDetails.currency);
  const isBack = status === 'CHARGEBACKED';
  return {
    externalId,
    paymentId: payload ?? null,
    claim: states[status],
    amount,
    refunded: isBack ? amount : money(0n, amount.currency),
    ours: mechantId === undefined || mechantId === merchantId,
    ...(isBack && { disputed: true }),
  };
}

/** Milliseconds of "00:15:00", "1.02:03:04" or "00:15:00.5"; null of what is no TimeSpan. */
export function timeSpanMs(text: string): number | null {
  const parts = /^(?:(\d{1,5})\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/.exec(text);
  if (!parts) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.slice(1, 5).map((part) => Number(part ?? 0));
  const ms = Number((parts[5] ?? '').padEnd(3, '0').slice(0, 3));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000 + ms;
}
