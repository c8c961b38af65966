import { expect } from 'chai';
import { renewsOf } from '../../src/chat/renewal-view.js';
import { keyLifeMs } from '../../src/domain/idempotence.js';
import tellOfEnd from '../../src/jobs/expiry.notice.js';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { failure } from '../support/shop.js';

const hourMs = 3_600_000;
const noAutopayments = { YOOKASSA_AUTOPAYMENTS_ENABLED: 'false' };
const noKeys = { YOOKASSA_SHOP_ID: '', YOOKASSA_SECRET_KEY: '' };

describe('a renewal by a card of a provider', () => {
  const database = useDatabase();
  const charging = useCharging(database);
  const { renewals, set, scope, charge, charges, fault, letTurnRunOut, states } = charging;
  const { told } = renewals;
  const review = (hours = 0) => renewals.reviewIn(hours, scope());
  const trouble = (why: string) => `renewaltrouble:${renewals.subscriptionId()}:${why}`;

  it('that is switched off goes on', async () => {
    set({ YOOKASSA_ENABLED: 'false' });
    await charge();
    expect(await states()).to.deep.equal(['succeeded']);
  });

  for (const [why, settings] of Object.entries({ noAutopayments, noKeys }))
    it(`that charges none any more is given up uncalled, and its person is asked for another way: ${why}`, async () => {
      set(settings);
      await charge();
      expect(charges()).to.deep.equal([]);
      expect(await states()).to.deep.equal(['canceled']);
      await review();
      await review(1);
      expect(await told()).to.deep.equal([trouble('source')]);
      expect(await states()).to.deep.equal(['canceled']);
      await review(24 + 72);
      expect((await renewals.agreement()).active).to.equal(false);
    });

  it('that charges none any more counts all the same where it was made before', async () => {
    await fault('lost');
    expect(await failure(charge())).to.include({ code: 'upstream.failed' });
    set(noAutopayments);
    await letTurnRunOut();
    await charge();
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['succeeded']);
  });

  it('that charges none any more fails once nobody can have made it', async () => {
    await fault('500');
    expect(await failure(charge())).to.include({ code: 'upstream.failed' });
    set(noAutopayments);
    await letTurnRunOut();
    expect(await failure(charge())).to.include({ code: 'payment.no_provider' });
    expect(await states()).to.deep.equal(['created']);
    await letTurnRunOut();
    await charge(new Date(Date.now() + keyLifeMs + 60_000));
    expect(await states()).to.deep.equal(['failed']);
    expect(charges()).to.deep.equal([]);
  });

  describe('that never said what came of it', () => {
    beforeEach(async () => {
      await database.db.knex('payments').update({ state: 'pending', externalId: 'pending-1' });
    });
    const hears = async (moment: string, hours: number): Promise<boolean> => {
      const { id, paidUntil } = await renewals.subscription();
      const now = () => new Date(Date.now() + hours * hourMs);
      await perform(tellOfEnd, `${id}:${moment}:${paidUntil!.getTime()}`, { ...scope(), now });
      return (await told()).some((screen) => screen.startsWith(`expiring:${id}:${moment}`));
    };

    it('is waited for as long as that is asked, then charged no more for this end, which its person hears of', async () => {
      await review(24.2);
      expect(await renewals.lookedAtIn()).to.equal(25);
      expect(await hears('ended', 24.2)).to.equal(false);

      await review(25.5);
      expect(await renewals.lookedAtIn()).to.equal(24 + 72);
      expect(await hears('after1', 48.5)).to.equal(true);
      const now = new Date(Date.now() + 48 * hourMs);
      const { shop } = scope().chat;
      const seen = await renewsOf({ db: database.db, shop, now }, await renewals.agreement());
      expect(seen).to.include({ underway: false, isGivenUp: true });
      expect(await states()).to.deep.equal(['pending']);
    });

    it('ends three days after the term, and what comes later is booked', async () => {
      await review(24 + 72);
      expect((await renewals.agreement()).active).to.equal(false);
      expect((await told()).at(-1)).to.equal(trouble('ended'));

      const { paidUntil } = await renewals.subscription();
      const [payment] = await renewals.payments();
      await renewals.shop().see(payment!, 'succeeded', { externalId: 'pending-1' });
      expect(await states()).to.deep.equal(['succeeded']);
      expect((await renewals.subscription()).paidUntil!.getTime()).to.be.above(paidUntil!.getTime());
      expect(await database.db.ledger.audit()).to.deep.equal([]);
    });
  });
});
