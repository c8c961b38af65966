import { expect } from 'chai';
import { renewsOf } from '../../src/chat/renewal-view.js';
import renewalfailed from '../../src/chat/screens/renewalfailed.js';
import { expiryMoments, endToldAt } from '../../src/domain/expiry.js';
import { appendGrant } from '../../src/effects/append-grant.js';
import tellOfEnd from '../../src/jobs/expiry.notice.js';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { shop } from '../support/scope.js';

const hourMs = 3_600_000;

describe('a renewal by a saved method that came to nothing', () => {
  const database = useDatabase();
  const charging = useCharging(database);
  const { renewals, charge, declines, states } = charging;
  const { payments, told } = renewals;

  const end = async (): Promise<Date> => (await renewals.subscription()).paidUntil!;
  const notice = () => `renewalnotice:${renewals.subscriptionId()}`;
  /** Bonus days: time that nobody paid for. */
  const bonus = (days: number) =>
    database.db.transaction((trx) => {
      const target = { userId: renewals.userId(), subscriptionId: null };
      return appendGrant(database.db, trx, target, { source: 'promo', sourceId: '1', days }, new Date());
    });
  /** Seen to when so much is left until the end, and charged if that was due. */
  const live = async (...hoursLeft: readonly number[]): Promise<void> => {
    for (const hours of hoursLeft)
      await renewals.reviewIn(((await end()).getTime() - Date.now()) / hourMs - hours);
  };
  /** The moments of the end that its person hears of, were each told in time. */
  const hears = async (): Promise<string[]> => {
    const { id, paidUntil } = await renewals.subscription();
    for (const moment of expiryMoments) {
      const now = () => new Date(2 * paidUntil!.getTime() - endToldAt(moment, paidUntil!).getTime() + 1_000);
      await perform(tellOfEnd, `${id}:${moment}:${paidUntil!.getTime()}`, { db: database.db, now });
    }
    const heard = (await told()).filter((screen) => screen.startsWith('expiring:'));
    return heard.map((screen) => screen.split(':')[2]!);
  };
  const view = async () => renewsOf({ db: database.db, shop, now: new Date() }, await renewals.agreement());
  /** When it is tried again, as its person reads. */
  const retryAt = async (): Promise<Date | null> => {
    const { db } = database;
    const person = (await db.users.person(renewals.userId()))!;
    const viewer = { db, person, shop, isOperator: false, timezone: 'UTC', now: new Date() };
    const [{ id } = { id: 0n }] = await payments();
    return (await renewalfailed.load(viewer, String(id)))!.retryAt;
  };
  const isRefused = async (decline: 'no_money' | 'expired'): Promise<void> => {
    await renewals.shop().see((await payments()).at(-1)!, 'failed', { decline });
  };
  /** Four times, and no more. */
  const isSpent = async (): Promise<void> => {
    for (const hours of [8.1, 24.1, 48.1]) {
      await isRefused('no_money');
      await renewals.reviewIn(hours);
    }
    await isRefused('no_money');
    await renewals.reviewIn(90);
    expect(await states()).to.deep.equal(['failed', 'failed', 'failed', 'failed']);
    expect((await view()).isGivenUp).to.equal(true);
  };

  describe('for want of money, four times, before its person was given days,', () => {
    beforeEach(async () => {
      await isSpent();
      await bonus(1);
    });

    it('is told of anew, and charged as it was told', async () => {
      expect(await told()).to.not.include(notice());
      await renewals.review();
      expect((await told()).at(-1)).to.equal(notice());
      const { isGivenUp, chargeAt } = await view();
      expect(isGivenUp).to.equal(false);
      expect(chargeAt.getTime()).to.equal((await end()).getTime() - 24 * hourMs);
      expect(await hears()).to.deep.equal([]);

      await live(24.1);
      expect(await states()).to.have.length(4);
      await live(23.9);
      expect((await states()).at(-1)).to.equal('created');
      expect(await renewals.orders()).to.have.length(1);
      await charge(new Date((await end()).getTime() - 23 * hourMs));
      expect((await states()).at(-1)).to.equal('succeeded');
      expect(charging.charges()).to.have.length(1);
      expect(await database.db.ledger.audit()).to.deep.equal([]);
    });

    it('is tried again in its time where that comes to nothing, too', async () => {
      await renewals.review();
      await live(23.9);
      await isRefused('no_money');
      expect((await told()).at(-1)).to.equal(`renewalfailed:${(await payments()).at(-1)!.id}`);
      const { isGivenUp, chargeAt } = await view();
      expect(isGivenUp).to.equal(false);
      expect(chargeAt.getTime()).to.be.closeTo(Date.now() + 8 * hourMs, 60_000);
      await live(23.8);
      expect((await states()).slice(3)).to.deep.equal(['failed', 'failed', 'created']);
    });
  });

  it('says that it is tried again at the new end, once there is one', async () => {
    await isRefused('no_money');
    expect((await retryAt())!.getTime()).to.be.closeTo(Date.now() + 8 * hourMs, 60_000);
    await bonus(10);
    expect(await retryAt()).to.deep.equal(new Date((await end()).getTime() - 24 * hourMs));
  });

  it('for good is not promised at another end: its person hears of the end instead', async () => {
    await declines('card_expired');
    await charge();
    expect((await payments())[0]).to.include({ state: 'failed', decline: 'expired' });
    await bonus(10);
    await live(100, 48, 47, 24, 23, 1, -1);
    expect(await told()).to.not.include(notice());
    expect(await states()).to.deep.equal(['failed']);
    expect(await view()).to.include({ isGivenUp: true, trouble: null });
    expect(await retryAt()).to.equal(null);
    expect(await hears()).to.deep.equal(['before3', 'before2', 'before1', 'ended', 'after1']);

    await live(-73);
    expect((await told()).at(-1)).to.equal(`renewaltrouble:${renewals.subscriptionId()}:ended`);
    expect((await renewals.agreement()).active).to.equal(false);
  });

  it('for good leaves its person to hear of this end, but for what they just heard', async () => {
    await database.db.knex('payments').update({ createdAt: await end() }); // it is asked for until after that
    expect(await hears()).to.deep.equal([]);
    await isRefused('expired');
    expect(await hears()).to.deep.equal(['ended', 'after1']);
  });

  it('for good is promised and charged again by the same card saved anew', async () => {
    await isRefused('expired');
    await bonus(1);
    await renewals.review();
    expect(await told()).to.not.include(notice());
    const methodId = await renewals.card('pm-2');
    expect(await renewals.agreement()).to.include({ methodId });
    await renewals.review();
    expect((await told()).at(-1)).to.equal(notice());
    await live(23.9);
    expect((await payments()).at(-1)).to.include({ state: 'created', methodId });
  });
});
