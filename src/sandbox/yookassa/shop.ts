import { randomUUID } from 'node:crypto';
import type {
  Answer,
  JournalLine,
  Notice,
  Payment,
  PaymentObject,
  Refund,
  YookassaState,
} from './objects.js';

/** How many of a kind are remembered, and how many lines of the journal; the oldest go first. */
const [rowLimit, lineLimit] = [20_000, 1_000];

/** One shop at YooKassa: its settings, and everything that happened in it. */
export interface Shop {
  readonly shopId: string;
  readonly secretKey: string;
  readonly test: boolean;
  /** Whether it must send receipts. */
  readonly fiscalization: boolean;
  /** Where people reach the emulator, without a slash at the end. */
  readonly publicUrl: string;
  readonly nowMs: () => number;

  readonly payments: Map<string, Payment>;
  readonly refunds: Map<string, Refund>;
  readonly answers: Map<string, Answer>;
  readonly notices: Map<string, Notice>;
  readonly journal: JournalLine[];
  webhookUrl: string | null;

  delivery: Delivery;
  /** What becomes of a refund by the API. */
  refundsBecome: Refund['status'];
  /** Called when there is something to tell. */
  wake: () => void;
}

/** What goes wrong with notifications: told never, several times, or later than they happened. */
export interface Delivery {
  readonly mode: 'normal' | 'lost' | 'duplicate' | 'late';
  readonly copies: number;
  readonly delayMs: number;
}

type Settings = Pick<
  Shop,
  'shopId' | 'secretKey' | 'test' | 'fiscalization' | 'publicUrl' | 'nowMs' | 'webhookUrl'
>;

const byId = <T extends { readonly id: string }>(rows: readonly T[] = []): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

export function openShop(settings: Settings, state: YookassaState | undefined): Shop {
  return {
    ...settings,
    webhookUrl: settings.webhookUrl ?? state?.webhookUrl ?? null,
    payments: new Map(state?.payments.map((payment) => [payment.shown.id, payment])),
    refunds: byId(state?.refunds),
    answers: new Map(state?.answers.map((answer) => [answer.key, answer])),
    notices: byId(state?.notices),
    journal: [...(state?.journal ?? [])],
    delivery: { mode: 'normal', copies: 1, delayMs: 0 },
    refundsBecome: 'succeeded',
    wake: () => undefined,
  };
}

export const stateOf = (shop: Shop): YookassaState => ({
  payments: [...shop.payments.values()],
  refunds: [...shop.refunds.values()],
  answers: [...shop.answers.values()],
  notices: [...shop.notices.values()],
  journal: [...shop.journal],
  webhookUrl: shop.webhookUrl,
});

/** Adds or changes one; beyond the limit the oldest is forgotten. */
export function keep<T>(rows: Map<string, T>, id: string, row: T): void {
  rows.set(id, row);
  const [oldest] = rows.keys();
  if (rows.size > rowLimit && oldest !== undefined) rows.delete(oldest);
}

/** Owes the shop a notification, as often and as late as faults want it. */
export function tell(shop: Shop, event: string, object: PaymentObject | Refund): void {
  const { mode, copies, delayMs } = shop.delivery;
  if (mode === 'lost' || shop.webhookUrl === null) {
    note(shop, { kind: 'notification', what: `${event} ${object.id}`, status: null, note: 'lost' });
    return;
  }
  const sinceMs = shop.nowMs();
  const dueMs = mode === 'late' ? sinceMs + delayMs : sinceMs;
  for (let copy = 0; copy < (mode === 'duplicate' ? copies : 1); copy += 1) {
    const id = randomUUID();
    keep(shop.notices, id, { id, event, object, sinceMs, dueMs, attempts: 0 });
  }
  shop.wake();
}

export function note(shop: Shop, line: Omit<JournalLine, 'at'>): void {
  shop.journal.push({ at: new Date(shop.nowMs()).toISOString(), ...line });
  if (shop.journal.length > lineLimit) shop.journal.splice(0, shop.journal.length - lineLimit);
}
