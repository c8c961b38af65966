import { expect } from 'chai';
import type { NewGrant } from '../../src/db/models/grant.js';
import type { PlanVersion } from '../../src/db/models/plan-version.js';
import { dayMs } from '../../src/domain/term.js';
import { activatePromo } from '../../src/effects/activate-promo.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import { greetByCampaign } from '../../src/effects/greet-by-campaign.js';
import { previewChange } from '../../src/effects/preview-change.js';
import { withdrawGrant } from '../../src/effects/withdraw-grant.js';
import { useDatabase } from '../support/database.js';
import { promoCode } from '../support/promo.js';
import { monthPrice, openShop, rub, type TestShop } from '../support/shop.js';

describe('days of a trial', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  let month: PlanVersion;
  let plus: PlanVersion;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    [month, plus] = [await shop.offer(1), await shop.plus()];
  });

  const append = (grant: NewGrant) =>
    database.db.transaction((trx) =>
      appendGrant(database.db, trx, { userId, subscriptionId: null }, grant, new Date()),
    );
  const buy = async (sourceId: string, { id: planVersionId }: PlanVersion): Promise<void> => {
    await append({ source: 'order', sourceId, days: 30, planVersionId });
  };
  const byPromo = async ({ planId }: PlanVersion): Promise<void> => {
    await promoCode(database.db, { kind: 'trial', days: 7, planId: String(planId) });
    await database.db.transaction((trx) => activatePromo(database.db, trx, userId, 'GIFT', new Date()));
  };
  const byCampaign = async (): Promise<void> => {
    const { knex } = database.db;
    const campaign = { source: 'channel', startParam: 'ad', createdBy: 'test', bonusDays: 7 };
    await knex('campaigns').insert(campaign);
    await database.db.transaction(async (trx) => {
      await database.db.campaigns.touch(trx, userId, 'ad');
      await greetByCampaign(database.db, trx, userId, 'ad', new Date());
    });
  };
  const daysLeft = async (): Promise<number> =>
    Math.round(((await shop.subscription(userId)).paidUntil!.getTime() - Date.now()) / dayMs);
  const become = async (to: PlanVersion) =>
    previewChange(database.db, database.db.knex, await shop.subscription(userId), to, new Date());
  const conversions = (): Promise<number[]> =>
    database.db.knex('grants').where({ source: 'conversion' }).orderBy('id').pluck('days');

  it('that a promo code gave are not shortened by a dearer plan, and the preview says so', async () => {
    await byPromo(month);
    expect(await become(plus)).to.include({ left: 7, become: 7 });
    await buy('1', plus);
    expect(await daysLeft()).to.equal(37);
    expect(await shop.subscription(userId)).to.include({ planVersionId: plus.id });
  });

  it('that a promo code gave are not multiplied by a cheaper plan', async () => {
    await byPromo(plus);
    expect(await become(month)).to.include({ left: 7, become: 7 });
    await buy('1', month);
    expect(await daysLeft()).to.equal(37);
  });

  it('that a campaign gave stay as many', async () => {
    await byCampaign();
    await buy('1', plus);
    expect(await daysLeft()).to.equal(37);
  });

  it('stay as many when what was bought after them becomes another plan’s, which is told before', async () => {
    await byPromo(month);
    await buy('1', month);
    expect(await become(plus)).to.include({ left: 37, become: 22 });
    await buy('2', plus);
    expect(await conversions()).to.deep.equal([-15]);
    expect(await daysLeft()).to.equal(7 + 15 + 30);
    await buy('3', month);
    expect(await daysLeft()).to.equal(7 + 30 + 60 + 30);
  });

  it('stay when purchases after them are taken back', async () => {
    await byPromo(month);
    await buy('1', month);
    await buy('2', plus);
    const which = { source: 'order', sourceId: '1' } as const;
    await database.db.transaction((trx) => withdrawGrant(database.db, trx, which, null, 'r1', new Date()));
    expect(await daysLeft()).to.equal(7 + 30);
  });

  it('of the built-in trial stay as many also at the second change of plan', async () => {
    const trial = await database.db.plans.trial();
    await append({
      source: 'trial',
      sourceId: String(userId),
      days: 3,
      planVersionId: trial!.id,
      dayByDay: true,
    });
    await buy('1', month);
    await buy('2', plus);
    expect(await daysLeft()).to.equal(3 + 15 + 30);
  });

  it('from before they were kept go on as they were converted, whatever is given back later', async () => {
    await append({ source: 'promo', sourceId: '1', days: 7, planVersionId: month.id });
    await buy('1', plus);
    expect(await conversions()).to.deep.equal([-4]);
    const share = { price: monthPrice, soFar: rub(100_00n) };
    const which = { source: 'order', sourceId: '1' } as const;
    await database.db.transaction((trx) => withdrawGrant(database.db, trx, which, share, 'r1', new Date()));
    expect(await conversions()).to.deep.equal([-4]);
    expect(await daysLeft()).to.equal(3 + 15);
  });

  it('are a trial’s only: bonus days of a newcomer are converted like what is bought', async () => {
    await promoCode(database.db);
    await database.db.transaction((trx) => activatePromo(database.db, trx, userId, 'GIFT', new Date()));
    await buy('1', plus);
    expect(await conversions()).to.deep.equal([-4]);
  });
});
