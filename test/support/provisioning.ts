import { z } from 'zod';
import type { Db } from '../../src/db/db.js';
import type { NewGrant } from '../../src/db/models/grant.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import { withdrawGrant } from '../../src/effects/withdraw-grant.js';
import provisionSubscription from '../../src/jobs/subscription.provision.js';
import type { Scope } from '../../src/queue/scope.js';
import type { User } from '../../src/sandbox/remnawave/state.js';
import { perform } from './perform.js';
import { openShop, type TestShop } from './shop.js';
import type { World } from './world.js';

const journalSchema = z.object({ requests: z.array(z.object({ method: z.string(), path: z.string() })) });

/** A person with Telegram id 4242, and the emulated panel that their subscription is provisioned on. Call inside a `describe`. */
export function useProvisioning(database: { readonly db: Db }, world: () => World) {
  const held: { shop?: TestShop; userId?: bigint } = {};
  beforeEach(async () => {
    held.shop = await openShop(database.db);
    held.userId = await held.shop.person();
  });

  const shop = () => held.shop!;
  const row = () => shop().subscription(held.userId!);
  const requests = async (): Promise<string[]> =>
    journalSchema
      .parse(await world().control('GET', '/remnawave/journal'))
      .requests.map(({ method, path }) => `${method} ${path}`);

  return {
    shop,
    userId: () => held.userId!,
    row,

    /** A month of the standard plan unless told otherwise. */
    async grant(grant: Partial<NewGrant> = {}): Promise<void> {
      const { id: planVersionId } = await shop().offer(1);
      const whole = { source: 'order', sourceId: '1', months: 1, planVersionId, ...grant } as const;
      await database.db.transaction((trx) =>
        appendGrant(database.db, trx, { userId: held.userId!, subscriptionId: null }, whole, new Date()),
      );
    },
    async withdraw(sourceId = '1'): Promise<void> {
      const which = { source: 'order', sourceId } as const;
      await database.db.transaction((trx) =>
        withdrawGrant(database.db, trx, which, null, 'refund:1', new Date()),
      );
    },

    async provision(more: Partial<Scope> = {}): Promise<void> {
      const { id } = await row();
      await perform(provisionSubscription, id, { db: database.db, panels: world().panels, ...more });
    },
    /** So much time goes by: what is owed ends as much earlier. */
    async letPass(ms: number): Promise<void> {
      const { id, paidUntil, nextChangeAt, extras } = await row();
      const earlier = (at: Date | null) => at && new Date(at.getTime() - ms);
      const change = {
        paidUntil: earlier(paidUntil),
        nextChangeAt: earlier(nextChangeAt),
        extras: JSON.stringify(extras.map((extra) => ({ ...extra, until: earlier(new Date(extra.until)) }))),
      };
      await database.db
        .knex('subscriptions')
        .where({ id: String(id) })
        .update(change);
    },
    /** As if the worker that had the turn were long dead. */
    letTurnRunOut: () => database.db.knex('subscriptions').update({ turnUntil: new Date(Date.now() - 1) }),

    accounts: (): readonly User[] => [...world().sandbox.remnawave.users.all()],
    account(): User {
      const [account, another] = [...world().sandbox.remnawave.users.all()];
      if (!account || another) throw new Error('there is not exactly one account');
      return account;
    },
    panel: (method: string, path: string, json?: unknown) =>
      world().control(method, `/remnawave${path}`, json),
    /** What was asked of the panel that changes something, oldest first. */
    changes: async (): Promise<string[]> => (await requests()).filter((call) => !call.startsWith('GET ')),
    /** All that was asked of the panel, oldest first. */
    requests,
  };
}
