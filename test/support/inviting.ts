import { dayMs } from '../../src/domain/term.js';
import { usualRules, type ReferralRules } from '../../src/domain/referral.js';
import type { PlanVersion } from '../../src/db/models/plan-version.js';
import { requestRefund } from '../../src/effects/request-refund.js';
import issueRefund from '../../src/jobs/refund.issue.js';
import rewardReferral from '../../src/jobs/referral.reward.js';
import { promisedKeys, useDatabase } from './database.js';
import { perform } from './perform.js';
import { openShop, rub, type TestShop } from './shop.js';

/** A shop with somebody who invited a friend. Call inside a `describe`. */
export function useInviting() {
  const database = useDatabase();
  const held = {} as { shop: TestShop; inviter: bigint; friend: bigint };
  /** As the friend's first contact leaves it. */
  const bring = async (friendId: bigint): Promise<void> => {
    await database.db
      .knex('referrals')
      .insert({ friendId: String(friendId), inviterId: String(held.inviter), source: 'code' });
  };
  beforeEach(async () => {
    held.shop = await openShop(database.db);
    held.inviter = await held.shop.person(1n);
    held.friend = await held.shop.person(2n);
    await bring(held.friend);
  });
  const end = async (userId: bigint): Promise<Date | null> =>
    (await database.db.subscriptions.first(database.db.knex, userId))?.paidUntil ?? null;

  return {
    database,
    bring,
    end,
    shop: () => held.shop,
    inviter: () => held.inviter,
    friend: () => held.friend,
    rules: (change: Partial<ReferralRules>) =>
      database.db.settings.set('referral', { ...usualRules, ...change }),
    async buy(userId = held.friend, plan?: PlanVersion) {
      const order = await held.shop.order(userId, plan);
      const payment = await held.shop.attempt(order);
      await held.shop.see(payment);
      return { order, payment };
    },
    reward: ({ id }: { id: bigint }) => perform(rewardReferral, id, { db: database.db }),
    async refund({ id }: { id: bigint }, takesGrant = true, amount?: bigint): Promise<void> {
      const { db } = database;
      const asked = await db.transaction((trx) =>
        requestRefund(db, trx, {
          paymentId: id,
          takesGrant,
          toBalance: true,
          actor: 'test',
          reason: 'test',
          ...(amount !== undefined && { amount: rub(amount) }),
        }),
      );
      await perform(issueRefund, asked.id, { db });
    },
    daysOf: async (userId: bigint): Promise<number> =>
      Math.round(((await end(userId))!.getTime() - Date.now()) / dayMs),
    grants: (): Promise<string[]> =>
      database.db.knex('grants').where({ source: 'referral' }).orderBy('id').pluck('source_id'),
    rewards: async (): Promise<string[]> =>
      (await promisedKeys(database.db)).filter((key) => key.startsWith('referral.')),
  };
}
