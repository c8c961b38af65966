import type { JournalLine } from '../till/journal.js';
import { createNotifier, type Manners, type Notifier, type Outgoing } from '../till/notices.js';
import type {
  Answer,
  Method,
  MethodObject,
  Payment,
  PaymentObject,
  Refund,
  YookassaState,
} from './objects.js';

/** What its notifications are about. */
export type Told = PaymentObject | Refund | MethodObject;

/** One shop at YooKassa: its settings, and everything that happened in it. */
export interface Shop extends Outgoing<Told> {
  readonly shopId: string;
  readonly secretKey: string;
  readonly test: boolean;
  /** Whether it must send receipts. */
  readonly fiscalization: boolean;
  /** Whether it may save methods and charge them. */
  readonly autopayments: boolean;
  /** Where people reach the emulator, without a slash at the end. */
  readonly publicUrl: string;

  readonly payments: Map<string, Payment>;
  readonly refunds: Map<string, Refund>;
  readonly methods: Map<string, Method>;
  readonly answers: Map<string, Answer>;
  readonly notifier: Notifier<Told>;
  /** What becomes of a refund by the API. */
  refundsBecome: Refund['status'];
  /** Whether what is to be saved is, which real ones do not always do. */
  saves: boolean;
  /** Charges wait until control ends them: a receipt goes first. */
  chargesWait: boolean;
}

type Settings = Pick<
  Shop,
  'shopId' | 'secretKey' | 'test' | 'fiscalization' | 'autopayments' | 'publicUrl' | 'nowMs' | 'webhookUrl'
>;

const hourMs = 3_600_000;

/** Told until it answers exactly 200, for a day. No intervals are published: here they double from two seconds to an hour. */
const manners: Manners<Told> = {
  compose: (event, object) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'notification', event, object }),
  }),
  accepts: (status) => status === 200,
  againMs(attempts, ageMs) {
    const againMs = Math.min(1_000 * 2 ** attempts, hourMs);
    return ageMs + againMs > 24 * hourMs ? null : againMs;
  },
};

const byId = <T extends { readonly id: string }>(rows: readonly T[] = []): Map<string, T> =>
  new Map(rows.map((row) => [row.id, row]));

export function openShop(settings: Settings, state: YookassaState | undefined): Shop {
  const journal: JournalLine[] = [...(state?.journal ?? [])];
  const shop = {
    ...settings,
    webhookUrl: settings.webhookUrl ?? state?.webhookUrl ?? null,
    payments: new Map(state?.payments.map((payment) => [payment.shown.id, payment])),
    refunds: byId(state?.refunds),
    methods: byId(state?.methods),
    answers: new Map(state?.answers.map((answer) => [answer.key, answer])),
    notices: byId(state?.notices),
    journal,
    delivery: { mode: 'normal', copies: 1, delayMs: 0 } as const,
    refundsBecome: 'succeeded' as const,
    saves: true,
    chargesWait: false,
  };
  const open: Omit<Shop, 'notifier'> = shop;
  return Object.assign(open, { notifier: createNotifier(open, manners) });
}

export const stateOf = (shop: Shop): YookassaState => ({
  payments: [...shop.payments.values()],
  refunds: [...shop.refunds.values()],
  methods: [...shop.methods.values()],
  answers: [...shop.answers.values()],
  notices: [...shop.notices.values()],
  journal: [...shop.journal],
  webhookUrl: shop.webhookUrl,
});
