import { expect } from 'chai';
import { seed, unsown } from '../../seeds/goods.js';
import { useDatabase } from '../support/database.js';
import { money } from '../../src/domain/money.js';
import { usualRules } from '../../src/domain/referral.js';
import { failure, goods, rub } from '../support/shop.js';

const priced = (...plans: [months: number, priceMinor: bigint][]) => ({
  ...goods,
  plans: plans.map(([months, priceMinor], at) => ({
    months,
    priceMinor,
    also: goods.plans[at]?.also ?? [],
  })),
});

describe('seeding', () => {
  const database = useDatabase();
  const versions = () => database.db.plans.query().orderBy('id');
  const offered = async () =>
    (await database.db.plans.onOffer()).map(({ months, priceMinor }) => [months, priceMinor]);

  it('puts what the settings say on sale, and the trial beside it', async () => {
    await seed(database.db, goods);

    expect(await offered()).to.deep.equal([
      [1, 199_00n],
      [3, 499_00n],
    ]);
    const trial = await database.db.plans.trial();
    expect(trial).to.include({ days: 3, priceMinor: null, trafficLimitBytes: 5n << 30n });
    expect(trial?.limits.squads).to.deep.equal(goods.limits.squads);
  });

  it('changes nothing when it is done again, or by several at once', async () => {
    await Promise.all([1, 2, 3, 4, 5].map(() => seed(database.db, goods)));
    await seed(database.db, goods);

    expect(await versions()).to.have.length(3);
    expect(await database.db.knex('plans')).to.have.length(2);
    expect(await database.db.knex('panels')).to.have.length(1);
  });

  it('makes a new version of what changed, and leaves what was sold as it was', async () => {
    await seed(database.db, goods);
    const before = await versions();
    await seed(database.db, priced([1, 299_00n], [3, 499_00n]));

    expect(await offered()).to.deep.equal([
      [1, 299_00n],
      [3, 499_00n],
    ]);
    const after = await versions();
    expect(after).to.have.length(before.length + 1);
    expect(after.slice(0, before.length)).to.deep.equal(before);
    expect(await database.db.plans.offered(before[0]!.id)).to.equal(undefined);
    expect(await database.db.plans.offered(after.at(-1)!.id)).to.include({ priceMinor: 299_00n });
  });

  it('tells what of the settings it has not been done for yet', async () => {
    const changed = { ...priced([1, 299_00n], [6, 899_00n]), referral: { ...usualRules, percent: 10 } };
    expect(await unsown(database.db, goods)).to.deep.equal(['1 month', '3 months', 'the trial']);
    await seed(database.db, goods);
    expect(await unsown(database.db, goods)).to.deep.equal([]);

    const wanted = ['1 month', '6 months', '3 months', 'what friends give'];
    expect(await unsown(database.db, changed)).to.deep.equal(wanted);
    await seed(database.db, changed);
    expect(await unsown(database.db, changed)).to.deep.equal([]);
  });

  it('has prices in other currencies, its own first; a changed one is a new version', async () => {
    await seed(database.db, goods);
    const [month] = await database.db.plans.onOffer();
    const version = await database.db.plans.offered(month!.id);
    expect(version?.prices).to.deep.equal([rub(199_00n), money(2_49n, 'USD'), money(150n, 'XTR')]);

    const [cheap, ...rest] = goods.plans;
    const dearer = { ...cheap!, also: [money(151n, 'XTR')] };
    await seed(database.db, { ...goods, plans: [dearer, ...rest] });

    const [after] = await database.db.plans.onOffer();
    expect(after!.id).to.not.equal(month!.id);
    expect((await database.db.plans.offered(after!.id))?.prices).to.deep.equal([
      rub(199_00n),
      money(151n, 'XTR'),
    ]);
  });

  it('makes a new version when limits or the panel change', async () => {
    await seed(database.db, goods);
    await seed(database.db, { ...goods, limits: { ...goods.limits, deviceLimit: 7 } });
    expect((await database.db.plans.onOffer()).map(({ deviceLimit }) => deviceLimit)).to.deep.equal([7, 7]);

    await seed(database.db, { ...goods, panelKind: 'another' });
    const [panel] = await database.db.knex('panels').where({ kind: 'another' });
    const ids = (await database.db.plans.onOffer()).map(({ panelId }) => panelId);
    expect(ids).to.deep.equal([panel.id, panel.id]);
  });

  it('takes off sale what the settings no longer name, and puts it back', async () => {
    await seed(database.db, goods);
    await seed(database.db, { ...priced([1, 199_00n]), trial: null });
    expect(await offered()).to.deep.equal([[1, 199_00n]]);
    expect(await database.db.plans.trial()).to.equal(undefined);

    await seed(database.db, goods);
    expect(await offered()).to.have.length(2);
    expect(await database.db.plans.trial()).to.include({ days: 3 });
  });

  for (const price of [0n, -1n]) {
    it(`refuses a price of ${price}, and seeds nothing then`, async () => {
      const error = await failure(seed(database.db, priced([3, 499_00n], [1, price])));
      expect(error).to.include({ code: 'seed.price', retry: 'never' });
      expect(await versions()).to.deep.equal([]);
    });
  }
});
