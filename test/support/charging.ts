import type { Db } from '../../src/db/db.js';
import type { Money } from '../../src/domain/money.js';
import { stopRenewing } from '../../src/effects/agree-to-renew.js';
import chargeRenewal from '../../src/jobs/renewal.charge.js';
import { charges, createPayments, type Payments } from '../../src/payments/registry.js';
import { perform } from './perform.js';
import { useRenewals } from './renewals.js';
import { shop, testScope } from './scope.js';
import { rub } from './shop.js';
import { tools } from './tools.js';
import { shopId, shopKey, useWorld } from './world.js';

/**
 * Somebody who agreed that their subscription renews itself by a card that the emulated YooKassa keeps, and whose next
 * term is ordered. Call inside a `describe`.
 */
export function useCharging(database: { readonly db: Db }) {
  const world = useWorld();
  const renewals = useRenewals(database);
  const held = {} as { payments: Payments; methodId: bigint; externalId: string };
  const control = (path: string, json: unknown) => world().control('POST', `/yookassa${path}`, json);

  /** From now on the shop has these settings, too. */
  const set = (more: Record<string, string> = {}): void => {
    held.payments = createPayments(
      {
        YOOKASSA_SHOP_ID: shopId,
        YOOKASSA_SECRET_KEY: shopKey,
        YOOKASSA_API_URL: `${world().url}/yookassa/v3`,
        YOOKASSA_RETURN_URL: 'https://t.me/shop_bot',
        YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
        YOOKASSA_ALLOWED_NETWORKS: 'any',
        ...more,
      },
      tools,
    );
  };
  const scope = () => ({
    db: database.db,
    payments: held.payments,
    chat: {
      ...testScope(database.db).chat,
      shop: {
        ...shop,
        charges: (provider: string, price: Money) => charges(held.payments, provider, price),
        asksFor: (provider: string) => held.payments.known.get(provider)?.pollsFor?.hours,
      },
    },
  });

  beforeEach(async () => {
    set();
    held.externalId = await saved();
    held.methodId = await renewals.card(held.externalId);
    await renewals.agree({ methodId: held.methodId });
    await renewals.review();
  });

  /** A card that somebody saved as they paid. */
  const saved = async (): Promise<string> => {
    const payer = { telegramId: null, email: null, language: 'ru' };
    const intent = { paymentId: '999', createdAt: new Date(), amount: rub(1_00n), description: 'x', payer };
    const call = { signal: new AbortController().signal, subject: 'test' };
    const yookassa = held.payments.known.get('yookassa')!;
    const { externalId: id } = await yookassa.create!({ ...intent, save: true }, call);
    world().sandbox.yookassa.pay(id!);
    return (await yookassa.get!(id!, call))!.method!.id;
  };

  return {
    world,
    renewals,
    set,
    scope,
    methodId: () => held.methodId,
    externalId: () => held.externalId,

    /** The first that was ordered, unless told otherwise. */
    async charge(at = new Date(), orderId?: bigint): Promise<void> {
      const [order] = await renewals.orders();
      await perform(chargeRenewal, orderId ?? order!.id, { ...scope(), now: () => at });
    },
    /** Every charge that reached the provider, whatever came of it. */
    charges: () =>
      world().sandbox.yookassa.payments.filter(({ metadata }) => metadata?.['payment_id'] !== '999'),
    fault: (kind: string) => control('/faults', { match: 'POST /payments', kind, times: 1, ms: 1 }),
    letTurnRunOut: () => database.db.knex('payments').update({ turnUntil: new Date(Date.now() - 1) }),
    declines: (reason: string) =>
      control(`/payment_methods/${held.externalId}/declines`, { party: 'payment_network', reason }),
    /** Their person says no. */
    off: () =>
      database.db.transaction(async (trx) => {
        const agreed = await database.db.renewals.lockOf(trx, renewals.subscriptionId());
        await stopRenewing(database.db, trx, agreed!, 'user:1', 'tapped');
      }),
    states: async () => (await renewals.payments()).map(({ state }) => state),
  };
}
