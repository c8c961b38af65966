import { z } from 'zod';
import { currencies } from '../domain/money.js';
import { uuidSchema } from './heleket-answers.js';

/** Our payment's id, of what we call a recurrence there; null for whatever is none of ours. */
export const orderOfRecurrence = (order: string | null | undefined): string | null =>
  /^repeat-(\d{1,18})$/.exec(order ?? '')?.[1] ?? null;

/** Its dates are of UTC+3 (https://schemas.apis.io/schemas/cryptomus/recurring/), with the zone or without. */
const dateSchema = z
  .string()
  .transform((text) => (/(?:Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text.trim().replace(' ', 'T')}+03:00`))
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => new Date(Math.floor(Date.parse(text) / 1_000) * 1_000));

/** Known to stand in `status`: wait_accept, active, cancel_by_merchant, cancel_by_user. */
export const recurrenceSchema = z.object({
  uuid: uuidSchema,
  order_id: z.string().nullish(),
  amount: z.string().regex(/^\d{1,15}(?:\.\d+)?$/),
  currency: z.enum(currencies),
  period: z.enum(['weekly', 'monthly', 'three_month']),
  status: z.string().regex(/^[a-z_]{1,40}$/),
  url: z.url(),
  url_callback: z.string().nullish(),
  /** When it was charged last. */
  last_pay_off: dateSchema.nullish().transform((last) => last ?? null),
});
export type Recurrence = z.output<typeof recurrenceSchema>;
export type Period = Recurrence['period'];

/** A page of the list. What was not made by us, or asks for a coin, is none of ours, and must not end it. */
export const pageSchema = z.object({
  items: z
    .array(z.looseObject({ order_id: z.string().nullish().catch(null), currency: z.unknown() }))
    .transform((items) =>
      items.filter(
        ({ order_id: order, currency }) =>
          orderOfRecurrence(order) !== null && (currencies as readonly unknown[]).includes(currency),
      ),
    )
    .pipe(z.array(recurrenceSchema)),
  paginate: z.object({ nextCursor: z.string().nullish() }),
});
