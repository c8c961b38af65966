import { expect } from 'chai';
import { expiryMoments } from '../../src/domain/expiry.js';
import tellOfEnd from '../../src/jobs/expiry.notice.js';
import { useCharging } from '../support/charging.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useRenewals } from '../support/renewals.js';
import { rub } from '../support/shop.js';

const hourMs = 3_600_000;
const everyHour = [80, 72, 60, 48, 47, 30, 24, 23, 10, 0, -12, -24, -40];

/** Time passes until a day after the end, and whatever is due is done in either order. */
function useLastDays(
  database: ReturnType<typeof useDatabase>,
  { reviewIn, subscription, told }: ReturnType<typeof useRenewals>,
) {
  const knex = () => database.db.knex;
  const notices = async (now: Date): Promise<void> => {
    const { id, paidUntil } = await subscription();
    for (const moment of expiryMoments)
      await perform(tellOfEnd, `${id}:${moment}:${paidUntil!.getTime()}`, {
        db: database.db,
        now: () => now,
      });
  };
  const review = async (now: Date): Promise<void> => {
    const { renewAt } = await subscription();
    if (renewAt && renewAt <= now) await reviewIn((now.getTime() - Date.now()) / hourMs);
  };
  const live = async (isReviewFirst: boolean, happens: (hours: number) => Promise<void>): Promise<void> => {
    const { paidUntil } = await subscription();
    for (const hours of everyHour) {
      const now = new Date(paidUntil!.getTime() - hours * hourMs);
      const [last] = await knex()('messages').max('id as id');
      const [lastTry] = await knex()('payments').max('id as id');
      await happens(hours);
      for (const step of isReviewFirst ? [review, notices] : [notices, review]) {
        await step(now);
        // As if it were that late indeed.
        await knex()('messages')
          .where('id', '>', String(last?.id ?? 0))
          .update({ createdAt: now });
        await knex()('payments')
          .where('id', '>', String(lastTry?.id ?? 0))
          .update({ createdAt: now });
      }
    }
  };
  return {
    /** What they hear, by either order: short names of the screens. */
    async hears(isReviewFirst: boolean, happens: (hours: number) => Promise<void> = async () => {}) {
      await live(isReviewFirst, happens);
      return (await told()).map((screen) => {
        const [name, , what] = screen.split(':');
        return name === 'renewalnotice' ? 'notice' : what;
      });
    },
  };
}

for (const isReviewFirst of [false, true])
  describe(`the end of a term whose renewal will charge nothing, told ${isReviewFirst ? 'after' : 'before'} the renewal's own word,`, () => {
    const database = useDatabase();
    const renewals = useRenewals(database);
    const days = useLastDays(database, renewals);
    const troubles = {
      plan: async () => {
        const { id } = await renewals.shop().plus();
        await database.db.knex('subscriptions').update({ planVersionId: String(id) });
      },
      price: () => renewals.shop().reprice(249_00n),
      source: async () => {
        const [method] = await database.db.paymentMethods.ofPerson(database.db.knex, renewals.userId());
        await database.db.transaction((trx) =>
          database.db.paymentMethods.remove(trx, method!.id, renewals.userId()),
        );
      },
    };

    beforeEach(async () => {
      await renewals.grant(9, '900001');
      await renewals.agree({ methodId: await renewals.card(), told: false });
      await renewals.review();
    });

    for (const [name, begins] of Object.entries(troubles))
      it(`is heard of as by anybody, but for the word of the trouble in its place: ${name}`, async () => {
        await begins();
        expect(await days.hears(isReviewFirst)).to.deep.equal([
          'before3',
          name,
          'before1',
          'ended',
          'after1',
        ]);
      });

    it('is not told beside a trouble that came after the notice of the charge', async () => {
      const heard = await days.hears(isReviewFirst, async (hours) => {
        if (hours === 30) await troubles.price();
      });
      expect(heard).to.deep.equal(['notice', 'price', 'ended', 'after1']);
    });

    it('is told where the renewal says its own word only later', async () => {
      const block = (blockedAt: Date | null) => database.db.knex('users').update({ blockedAt });
      await block(new Date());
      const heard = await days.hears(isReviewFirst, async (hours) => {
        if (hours === 30) await block(null); // told of the charge late, which so comes later, too
        if (hours === 24) await troubles.price();
      });
      expect(heard.slice(0, 2)).to.deep.equal(['notice', 'before1']);
      expect(heard).to.have.members(['notice', 'before1', 'price', 'ended', 'after1']);
    });

    it('is left to the renewal where its person agreed anew', async () => {
      await troubles.price();
      const heard = await days.hears(isReviewFirst, async (hours) => {
        if (hours !== 60) return;
        const [method] = await database.db.paymentMethods.ofPerson(database.db.knex, renewals.userId());
        await renewals.agree({ methodId: method!.id, price: rub(249_00n), told: false, hoursAgo: 0 });
      });
      expect(heard.slice(0, 2)).to.deep.equal(['before3', 'notice']);
      expect(heard).not.to.include('before1');
    });
  });

describe('the end of a term whose renewal came to nothing already', () => {
  const database = useDatabase();
  const { renewals } = useCharging(database);
  const days = useLastDays(database, renewals);

  it('is told of though the price rose since, and nobody looks at the renewal before it is over', async () => {
    const [payment] = await renewals.payments();
    await renewals.shop().see(payment!, 'failed', { decline: 'expired' });
    await renewals.reviewIn(1);
    await renewals.shop().reprice(249_00n);
    const heard = await days.hears(true);
    expect(heard.slice(1)).to.deep.equal(['ended', 'after1']);
  });

  it('is not told of while a charge is under way, whatever it would cost now', async () => {
    await renewals.shop().reprice(249_00n);
    await database.db.knex('payments').update({ createdAt: (await renewals.subscription()).paidUntil });
    expect(await days.hears(true)).to.deep.equal([]);
  });
});
