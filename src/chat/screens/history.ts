import { open } from '../../buttons.js';
import type { Money } from '../../domain/money.js';
import { money, type Currency } from '../../domain/money.js';
import type { PlanNames } from '../../db/models/plan-version.js';
import type { Addon } from '../../domain/addon.js';
import type { OrderKind } from '../../domain/order.js';
import type { PaymentState } from '../../domain/payment.js';
import type { ReceiptState } from '../../domain/receipt.js';
import { pageButtons, pageOf, type Paged } from '../paging.js';
import { defineScreen } from '../screen.js';
import { listedTerm } from '../term-title.js';
import { whatText, type What } from '../what-text.js';
import type { Plain, Translator } from '../translate.js';

const pageSize = 8;

interface Row extends Omit<PlanNames, 'slug'> {
  /** Null of what is no plan. */
  readonly slug: string | null;
  readonly months: number;
  readonly days: number;
  readonly addonKind: Addon['kind'] | null;
  readonly addonAmount: bigint;
  readonly id: bigint;
  readonly amountMinor: bigint;
  readonly currency: Currency;
  readonly state: PaymentState;
  readonly provider: string;
  readonly kind: OrderKind;
  readonly refundedMinor: bigint;
  readonly heldMinor: bigint;
  readonly createdAt: Date;
  readonly receipt: ReceiptState | null;
  readonly receiptTo: string | null;
}

interface Line {
  readonly id: bigint;
  readonly amount: Money;
  readonly state: PaymentState;
  readonly provider: string;
  readonly kind: 'topup' | 'plan' | 'addon' | 'gift';
  /** Null of a top-up. */
  readonly what: What | null;
  readonly at: Date;
  /** How much of it has come back, to where it came from or to the balance. */
  readonly refunded: Money;
  /** What the balance pays of the same price beside it. */
  readonly held: Money;
  /** How its receipt stands, and to which masked e-mail it goes where that is not the shop's; null where there is none. */
  readonly receipt: { readonly state: ReceiptState; readonly to: string | null } | null;
}

const named = {
  topup: 'history-topup',
  plan: 'history-plan',
  addon: 'history-addon',
  gift: 'history-gift',
} as const;

/** An attempt of an order that was given up is over for its person, though the provider may still wait. */
const shownState = `case when p.state = 'pending' and o.state <> 'open' then 'canceled' else p.state end as state`;

const refundedMinor = `(select coalesce(sum(r.amount_minor), 0)::bigint from refunds r
  where r.payment_id = p.id and r.state = 'succeeded') as refunded_minor`;

/** The balance pays its part along with the payment that paid the order, or may pay it yet. */
const heldMinor = `case when o.paid_by = p.id or (o.state = 'open' and p.state = 'pending') then o.held_minor else 0 end
  as held_minor`;

/** What they paid, newest first, page by page from the last id seen. */
export default defineScreen<Paged & { readonly lines: readonly Line[] }>({
  async load({ db, person }, before) {
    const read = (from: bigint, limit: number): Promise<Row[]> =>
      db
        .knex('payments as p')
        .join('orders as o', 'o.id', 'p.orderId')
        .leftJoin('planVersions as v', 'v.id', 'o.planVersionId')
        .leftJoin('plans as n', 'n.id', 'v.planId')
        .leftJoin('addonVersions as a', 'a.id', 'o.addonVersionId')
        .where('o.userId', String(person.id))
        .whereNot('p.state', 'created')
        .where('p.id', '<', String(from))
        .orderBy('p.id', 'desc')
        .limit(limit)
        .select(
          'p.id',
          'p.amountMinor',
          'p.currency',
          'p.provider',
          'p.createdAt',
          'p.receipt',
          'p.receiptTo',
          'o.kind',
          'v.months',
          'v.days',
          'n.slug',
          'n.titleRu',
          'n.titleEn',
          'a.kind as addonKind',
          'a.amount as addonAmount',
          db.knex.raw(shownState),
          db.knex.raw(refundedMinor),
          db.knex.raw(heldMinor),
        );
    const { page, ...paged } = await pageOf(before, pageSize, read, ({ id }) => id);
    return { lines: page.map(lineOf), ...paged };
  },

  render({ lines, ...paged }, t) {
    const text = lines.map((line) => textOf(line, t));
    return {
      text: lines.length > 0 ? `${t('history-title')}\n\n${text.join('\n\n')}` : t('history-none'),
      buttons: [pageButtons('history', paged, t), [{ text: t.plain('back'), data: open('home') }]],
    };
  },
});

const lineOf = ({
  amountMinor,
  refundedMinor: back,
  heldMinor: held,
  currency,
  createdAt,
  kind,
  receipt,
  receiptTo,
  ...row
}: Row): Line => ({
  id: row.id,
  state: row.state,
  provider: row.provider,
  kind: kind === 'topup' || kind === 'addon' || kind === 'gift' ? kind : 'plan',
  what: whatOf(row),
  amount: money(amountMinor, currency),
  at: createdAt,
  refunded: money(back, currency),
  held: money(held, currency),
  receipt: receipt && { state: receipt, to: receiptTo },
});

const whatOf = ({
  slug,
  addonKind: kind,
  addonAmount: amount,
  ...plan
}: Pick<
  Row,
  'slug' | 'months' | 'days' | 'titleRu' | 'titleEn' | 'addonKind' | 'addonAmount'
>): What | null => (kind ? { kind, amount } : slug === null ? null : listedTerm({ slug, ...plan }));

/** A payment, how its receipt stands, and where it is not the whole of it, the balance's part and what came back. */
function textOf(line: Line, t: Translator): string {
  const { amount, state, provider, at, refunded, held, receipt } = line;
  const isPartBack = refunded.minor > 0n && state !== 'refunded';
  return [
    t('history-line', {
      date: t.date(at),
      amount: t.money(amount),
      what: nameOf(line, t),
      provider: t.plain(`provider-${provider}`),
      state: t.plain(`state-${state.replaceAll('_', '-')}`),
    }),
    ...(held.minor > 0n ? [t('history-held', { held: t.money(held) })] : []),
    ...(receipt ? [receiptText(receipt, t)] : []),
    ...(isPartBack ? [t('history-refunded', { refunded: t.money(refunded), amount: t.money(amount) })] : []),
  ].join('\n');
}

/** «подписка, Плюс, 3 месяца» */
function nameOf({ kind, what }: Line, t: Translator): Plain {
  const name = t.plain(named[kind]);
  return what ? t.plain('term-of', { plan: name, term: whatText(what, t) }) : name;
}

function receiptText({ state, to }: NonNullable<Line['receipt']>, t: Translator): string {
  if (state === 'succeeded' && to !== null) return t('history-receipt-sent', { email: to });
  return t(receipts[state]);
}

const receipts = {
  pending: 'history-receipt-pending',
  succeeded: 'history-receipt-made',
  canceled: 'history-receipt-canceled',
} as const;
