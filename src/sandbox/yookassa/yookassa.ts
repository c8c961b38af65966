import { Router } from 'express';
import { createApi } from './api.js';
import { createControl } from './control.js';
import { createFaults } from '../till/faults.js';
import type { Delivery } from '../till/notices.js';
import type { PaymentObject, YookassaState } from './objects.js';
import { createPayRouter } from './pay-router.js';
import { canceledByMerchant, decline, expirePayments, findPayment, pay } from './payments.js';
import { loginRefused, Problem } from './problem.js';
import { createBindRouter } from './bind-router.js';
import { endBinding, expireBindings } from './methods.js';
import { openShop, stateOf } from './shop.js';

export interface YookassaOptions {
  readonly shopId: string;
  /** A key that begins with test_ makes it a test shop. */
  readonly secretKey: string;
  /** The address under which `router` is mounted at /yookassa: "http://127.0.0.1:8090". */
  readonly publicUrl: string;
  readonly webhook?: { readonly url: string };
  /** The shop must send receipts. */
  readonly fiscalization?: boolean;
  /** False: its manager has not allowed it to save methods. */
  readonly autopayments?: boolean;
  /** What `snapshot()` gave before a restart. */
  readonly state?: YookassaState;
  readonly now?: () => Date;
}

export interface YookassaSandbox {
  /** Mount at /yookassa: the API at v3, the pay page at pay/:id. */
  readonly router: Router;
  /** Mount at /control/yookassa. */
  readonly control: Router;
  /** As if the payer had paid, or given up; `delivery` is how this payment's notification travels. */
  pay(id: string, delivery?: Delivery): PaymentObject;
  cancel(id: string): PaymentObject;
  /** As if whoever opened its page had given a card, or given up. */
  bind(id: string, to?: 'active' | 'inactive'): void;
  /** Notifies of how it stands once more, however long ago that came about. */
  tellAgain(id: string): void;
  /** Oldest first. */
  readonly payments: readonly PaymentObject[];
  /** Everything, as plain JSON. */
  snapshot(): YookassaState;
  close(): void;
}

/** How often it looks for what is due: notifications to send, payments to let die. */
const tickMs = 100;

/** YooKassa with one shop, as far as a shop can see it. docs/sandbox-yookassa.md lists what it enforces. */
export function createYookassa(options: YookassaOptions): YookassaSandbox {
  const shop = openShop(settingsOf(options), options.state);
  const faults = createFaults(refuse);

  const tick = setInterval(() => {
    expirePayments(shop);
    expireBindings(shop);
    shop.notifier.pump();
  }, tickMs);

  const router = Router();
  router.use('/v3', createApi(shop, faults));
  router.use('/pay', createPayRouter(shop));
  router.use('/bind', createBindRouter(shop));

  return {
    router,
    control: createControl(shop, faults),
    pay(id, delivery = shop.delivery) {
      const usual = shop.delivery;
      shop.delivery = delivery;
      try {
        return pay(shop, id);
      } finally {
        shop.delivery = usual;
      }
    },
    bind: (id, to = 'active') => void endBinding(shop, id, to),
    tellAgain(id) {
      const { shown } = findPayment(shop, id);
      shop.notifier.tell(`payment.${shown.status}`, shown);
    },
    cancel: (id) => decline(shop, id, canceledByMerchant),
    get payments() {
      return [...shop.payments.values()].map(({ shown }) => shown);
    },
    snapshot: () => stateOf(shop),
    close() {
      clearInterval(tick);
      shop.notifier.close();
      faults.close();
    },
  };
}

const settingsOf = ({ now = () => new Date(), ...options }: YookassaOptions) => ({
  shopId: options.shopId,
  secretKey: options.secretKey,
  fiscalization: options.fiscalization ?? false,
  autopayments: options.autopayments ?? true,
  test: options.secretKey.startsWith('test_'),
  publicUrl: options.publicUrl.replace(/\/+$/, ''),
  webhookUrl: options.webhook?.url ?? null,
  nowMs: () => now().getTime(),
});

function refuse(kind: '500' | '429' | '401', ms: number): Problem {
  if (kind === '401') return loginRefused();
  if (kind === '429') return new Problem(429, 'Too many requests', undefined, ms);
  return new Problem(500, 'Internal server error');
}
