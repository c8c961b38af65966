import type { Db } from '../../src/db/db.js';
import type { Renewal } from '../../src/db/models/renewal.js';
import type { Money } from '../../src/domain/money.js';
import { agreeToRenew } from '../../src/effects/agree-to-renew.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import reviewRenewal from '../../src/jobs/renewal.review.js';
import type { Scope } from '../../src/queue/scope.js';
import { perform } from './perform.js';
import { monthPrice, openShop, type TestShop } from './shop.js';

const hourMs = 3_600_000;

/** Somebody whose subscription ends tomorrow, and who agreed long ago that it renews itself. Call inside a `describe`. */
export function useRenewals(database: { readonly db: Db }) {
  const held = {} as { shop: TestShop; userId: bigint; subscriptionId: bigint };
  beforeEach(async () => {
    held.shop = await openShop(database.db);
    held.userId = await held.shop.person();
    await grant(1);
    ({ id: held.subscriptionId } = await held.shop.subscription(held.userId));
  });

  const rows = {
    orders: () => database.db.orders.query().where({ kind: 'renewal' }).orderBy('id'),
    payments: () => database.db.payments.query().whereNotNull('methodId').orderBy('id'),
  };
  /** Days of the plan that is renewed, paid for in former times. */
  const grant = async (days: number, sourceId = '900000'): Promise<void> => {
    const { id: planVersionId } = await held.shop.offer(1);
    const given = { source: 'order', sourceId, days, planVersionId } as const;
    await database.db.transaction((trx) =>
      appendGrant(database.db, trx, { userId: held.userId, subscriptionId: null }, given, new Date()),
    );
  };
  const agreement = async (): Promise<Renewal> =>
    (await database.db.renewals.of(database.db.knex, held.subscriptionId))!;

  return {
    shop: () => held.shop,
    userId: () => held.userId,
    subscriptionId: () => held.subscriptionId,
    subscription: () => held.shop.subscription(held.userId),
    grant,
    ...rows,
    agreement,

    /** A card that they let us charge; answers its id. */
    async card(id = 'pm-1', { title = 'Mir •• 4242', provider = 'yookassa' } = {}): Promise<bigint> {
      const { db } = database;
      const method = { id, title, kind: 'card' } as const;
      await db.transaction((trx) => db.paymentMethods.save(trx, held.userId, provider, method));
      const known = await db.paymentMethods.ofPerson(db.knex, held.userId);
      return known.find(({ externalId }) => externalId === id)!.id;
    },

    /** Long ago unless told otherwise, and told of the charge in time. */
    async agree(more: { methodId?: bigint; price?: Money; hoursAgo?: number; told?: boolean } = {}) {
      const { methodId = null, price = monthPrice, hoursAgo = 1_000, told = true } = more;
      const { subscriptionId, userId } = held;
      const { id: planVersionId } = await held.shop.offer(1);
      const agreed = { subscriptionId, userId, methodId, planVersionId, price };
      await database.db.transaction((trx) => agreeToRenew(database.db, trx, agreed));
      const { paidUntil } = await held.shop.subscription(userId);
      const at = (hours: number) => new Date(Date.now() - hours * hourMs);
      await database.db.renewals.query().patch({
        agreedAt: at(hoursAgo),
        ...(told && { noticedAt: at(24), noticedEnd: paidUntil }),
      } as object);
    },

    /** Sees to it, as its job does. */
    review: (more: Partial<Scope> = {}): Promise<void> =>
      perform(reviewRenewal, held.subscriptionId, { db: database.db, ...more }),
    /** The same so many hours later, or earlier. */
    reviewIn: (hours: number, more: Partial<Scope> = {}): Promise<void> =>
      perform(reviewRenewal, held.subscriptionId, {
        db: database.db,
        now: () => new Date(Date.now() + hours * hourMs),
        ...more,
      }),
    /** The screens of what they were told, oldest first. */
    told: (): Promise<string[]> => database.db.knex('messages').orderBy('id').pluck('screen'),
    lookedAtIn: async (): Promise<number | null> => {
      const { renewAt } = await held.shop.subscription(held.userId);
      return renewAt && Math.round((renewAt.getTime() - Date.now()) / hourMs);
    },
  };
}
