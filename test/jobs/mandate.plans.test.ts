import { expect } from 'chai';
import starsMatch from '../../src/jobs/stars.match.js';
import { useMandates } from '../support/mandates.js';
import { perform } from '../support/perform.js';
import { rub } from '../support/shop.js';

describe('what a provider charges by itself for one plan', () => {
  const stars = useMandates();
  const { buy, begin, pay, hears, happens, mandate, mandates } = stars;
  const balance = async () => {
    const { id } = await stars.anna().row();
    return stars.db().ledger.balance(`user:${id}`, 'XTR');
  };

  describe('when its person buys another', () => {
    beforeEach(async () => {
      await buy();
      const { userId } = await stars.subscription();
      await stars.chat.shop().plus();
      await stars.chat.shop().give(userId, rub(398_00n));
    });
    const choose = async (): Promise<void> => {
      await stars.anna().say('/buy');
      await stars.anna().tap('398 ₽');
      await stars.anna().tap('1 месяц');
    };

    it('says before that it ends, and is stopped then', async () => {
      await choose();
      expect(stars.anna().last().text).to.include('Автопродление тарифа «Стандарт» выключится');
      await stars.anna().tap('С баланса');
      await stars.chat.work();
      expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    });

    it('turns nothing back with a charge that was on its way: that goes to the balance', async () => {
      await happens('renew', false);
      await choose();
      await stars.anna().tap('С баланса');
      const { planVersionId, paidUntil } = await stars.subscription();
      await hears();
      expect(await stars.subscription()).to.deep.include({ planVersionId, paidUntil });
      expect(await balance()).to.equal(150n);
      await stars.soundBooks();
    });

    it('goes on when its person renews the same plan by hand', async () => {
      await stars.anna().say('/buy');
      await stars.anna().tap('Стандарт');
      await stars.anna().tap('1 месяц');
      expect(stars.anna().last().text).not.to.include('выключится');
      await stars.anna().tap('С баланса');
      await stars.chat.work();
      expect(await mandate()).to.include({ wanted: true, state: 'on' });
    });
  });

  it('and is begun once more by its old link is stopped, though the list was read before the update', async () => {
    const link = await begin();
    await pay(link);
    await hears();
    const late = new Date(Date.now() - 3_600_000);
    await stars
      .db()
      .mandates.query()
      .patch({ paidUntil: late } as object);
    await pay(link);
    const updates = await stars.chat.fetchUpdates();
    await perform(starsMatch, 'tick', stars.chat.scope());
    expect(await mandates()).to.have.length(1);
    for (const update of updates) await stars.chat.handle(update);
    await stars.chat.work();
    const [first, second] = await mandates();
    expect(first).to.include({ wanted: true, state: 'on' });
    expect(second).to.include({ wanted: false, state: 'stopped', externalId: stars.subscriptions()[1]!.id });
    await stars.soundBooks();
  });
});
