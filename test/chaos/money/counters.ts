import { createTranslators } from '../../../src/chat/translate.js';
import { recurringChargesOf } from '../../../src/sandbox/cryptomus-recurrences.js';
import { emulatorDefinitions } from '../../../src/sandbox/emulators.js';
import type { HeleketBill } from '../../../src/sandbox/heleket-wire.js';
import type { Sandbox } from '../../../src/sandbox/server.js';
import type { Bill } from '../../../src/sandbox/till/bill.js';
import type { Emulator } from '../../../src/sandbox/till/emulator.js';
import type { Delivery } from '../../../src/sandbox/till/notices.js';
import type { Till } from '../../../src/sandbox/till/till.js';
import { emulated } from '../../support/providers.js';
import { starsCounter, yookassaCounter } from './own-counters.js';

/** What a provider says of one invoice, in its own books. */
export interface Took {
  readonly bill: string;
  /** Ours; null where the sale began at the provider. */
  readonly paymentId: string | null;
  /** What we know it by. */
  readonly externalId: string;
  readonly minor: bigint;
  readonly currency: string;
  readonly isPaid: boolean;
  /** Who paid, where it is not told by the bill. */
  readonly payer?: number;
  readonly refundedMinor: bigint;
  /** How its payer's bank disputes it, or did. */
  readonly dispute?: string;
}

/** A provider's side of the purchases: its payers, its cabinet and its books. */
export interface Counter {
  readonly provider: string;
  /** On its button. */
  readonly way: RegExp;
  /** Months that it takes money for. */
  readonly months: readonly (1 | 3)[];
  readonly takesRubles: boolean;
  /** What can be done in its cabinet, and by us. */
  readonly refunds: { readonly ours?: 'whole' | 'parts'; readonly cabinet?: 'whole' | 'parts' };
  /** Its bill, from the address of the pay button. */
  billOf(payUrl: string): string;
  /** False when it was not to be paid any more. */
  pay(bill: string, person: number, how: Delivery): Promise<boolean>;
  /** It took another amount than was asked. */
  payWrong?(bill: string, minor: number): Promise<void>;
  refund?(bill: string, minor: number): Promise<void>;
  /** The payer's bank says so of it. */
  dispute?(bill: string, status: string): Promise<unknown>;
  /** The same words from somebody else; answers the status. */
  forge?(bill: string): Promise<number | null>;
  /** Says once more how all that was paid or went back stands, however long ago. */
  tellAgain(bill: string): void;
  /** Sends what waits for its hour. */
  hurry(): void;
  /** What the shop has not been told yet. */
  waiting(): readonly string[];
  books(): readonly Took[];
}

const usual: Delivery = { mode: 'normal', copies: 1, delayMs: 0 };

type Kept = Pick<Counter, 'provider' | 'way' | 'months' | 'takesRubles' | 'refunds'>;

/** They list no refunds, but say at once when all of a payment went back. */
const tellsOfAll = new Set(['heleket', 'cryptomus']);
const texts = createTranslators('Europe/Moscow')('ru');

/** Those whose emulators keep a till; what each can be asked for is what its provider can. */
const kept: readonly Kept[] = emulatorDefinitions.map(({ id: provider }) => {
  const { limits, fullRefundsOnly, refund, refundsSince } = emulated.get(provider)!;
  const takesRubles = limits.RUB !== undefined;
  const how = fullRefundsOnly ? 'whole' : 'parts';
  return {
    provider,
    way: new RegExp(texts.plain(`provider-${provider}`).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')),
    months: takesRubles ? [1, 3] : [1], // a longer term has no price in dollars
    takesRubles,
    refunds: {
      ...(refund && { ours: how }),
      ...(refundsSince && { cabinet: how }),
      ...(tellsOfAll.has(provider) && { cabinet: 'whole' }),
    },
  };
});

/** Every way to pay but the balance. */
export const openCounters = (sandbox: Sandbox): readonly Counter[] => [
  yookassaCounter(sandbox),
  starsCounter(sandbox),
  ...kept.map((one) => ({
    ...tillCounter(one, tillOf(sandbox, one.provider)),
    ...(one.provider === 'stripe' && { dispute: disputesOf(sandbox) }),
  })),
];

const disputesOf =
  ({ url }: Sandbox) =>
  async (bill: string, status: string): Promise<void> => {
    const answer = await fetch(`${url}/control/stripe/payments/${bill}/dispute`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ status }),
    });
    if (!answer.ok) throw new Error(`dispute of ${bill}: ${answer.status}`);
  };

function tillOf(sandbox: Sandbox, provider: string): Till {
  const emulator = sandbox.others.get(provider) as (Emulator & { readonly till: Till }) | undefined;
  if (!emulator) throw new Error(`the sandbox has no ${provider}`);
  return emulator.till;
}

function tillCounter(about: Kept, till: Till): Counter {
  const { notices } = till.out;
  return {
    ...about,
    billOf: (payUrl) => new URL(payUrl).pathname.split('/').at(-1) ?? '',
    async pay(bill, _person, how) {
      till.pay(bill, {}, how);
      return true;
    },
    async payWrong(bill, minor) {
      till.change(bill, { minor });
      till.pay(bill);
    },
    refund: async (bill, minor) => void till.refund(bill, minor),
    forge: (bill) => till.notifier.forge(forgedBy(about.provider, bill)),
    tellAgain(bill) {
      const told = till.find(bill);
      const events = [
        till.trade.eventOf(told),
        ...[...till.refunds.values()]
          .filter(({ billId, state }) => billId === bill && state === 'succeeded')
          .map((refund) => till.trade.eventOfRefund?.(refund) ?? null),
      ];
      for (const event of events) if (event !== null) till.notifier.tell(event, told, usual);
    },
    hurry() {
      for (const notice of notices.values()) notices.set(notice.id, { ...notice, dueMs: till.nowMs() });
    },
    waiting: () => [...notices.values()].map(({ event, object: { id } }) => `${event} ${id}`),
    books: () =>
      [...till.bills.values()]
        .filter(({ data }) => !isNoPayment(data))
        .flatMap((bill) => namesOf(about.provider, bill).map((externalId) => tookOf(bill, externalId))),
  };
}

const tookOf = (
  { id, paymentId, minor, currency, state, refundedMinor, data }: Bill,
  externalId: string,
): Took => ({
  bill: id,
  paymentId,
  externalId,
  minor: BigInt(minor),
  currency: currency.toUpperCase(), // one of them writes it small
  isPaid: state === 'paid',
  refundedMinor: BigInt(disputeOf(data).dispute === 'lost' ? minor : refundedMinor),
  ...disputeOf(data),
});

/**
 * What we know by one bill of theirs: of what Cryptomus charges again and again, each charge. Where several may stand for one
 * payment, it has their number once they are paid.
 */
function namesOf(provider: string, bill: Bill): readonly string[] {
  const { id, paymentId, state } = bill;
  if (emulated.get(provider)?.createIdempotency === 'same_payment')
    return [state === 'paid' ? `${paymentId}-${id}` : String(paymentId)];
  const charges = provider === 'cryptomus' ? recurringChargesOf(bill as HeleketBill) : [];
  return charges.length > 0
    ? charges.map((ms) => `${bill.id}:${Math.floor(ms / 1_000)}`)
    : [chargeOf(bill.data) ?? bill.id];
}

/** What the links are of that people subscribe by in Tribute. */
export const tributeId = 1644;

interface Sale {
  readonly kind?: string;
  readonly payload?: {
    readonly telegram_user_id: number;
    readonly expires_at: string;
    cancel_reason?: string;
  };
}

/** What Platega may charge by, each charge being a bill of its own; and that somebody ends what they pay in Tribute. */
function isNoPayment(data: unknown): boolean {
  const { kind, payload } = (data ?? {}) as Sale;
  return kind === 'agreement' || payload?.cancel_reason !== undefined;
}

/** Sold by a link of Tribute: a person's paid term is one charge. */
function chargeOf(data: unknown): string | undefined {
  const { payload } = (data ?? {}) as Sale;
  return payload && `${tributeId}:${payload.telegram_user_id}:${payload.expires_at}`;
}

/** In the form of its provider, by somebody who does not know its secret. */
const forgedBy = (provider: string, bill: string): string =>
  provider === 'freekassa'
    ? `MERCHANT_ID=1&AMOUNT=199&intid=1&MERCHANT_ORDER_ID=${bill}&SIGN=${'0'.repeat(32)}`
    : JSON.stringify({ id: bill, uuid: bill, status: 'paid', sign: '0' });

function disputeOf(data: unknown): { readonly dispute?: string } {
  const { dispute } = (data ?? {}) as { dispute?: string | null };
  return dispute ? { dispute } : {};
}
