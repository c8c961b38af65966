import { expect } from 'chai';
import { addAddon } from '../../src/main/cli/addon.js';
import { addPlan } from '../../src/main/cli/plan.js';
import { seed } from '../../seeds/goods.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure } from '../support/shop.js';

const squad = '0a4e9e2e-7c1b-4d7b-9c5c-0f4a3c2b1a00';
const limits = {
  trafficLimitBytes: 0n,
  trafficStrategy: 'NO_RESET',
  deviceLimit: 5,
  squads: [squad],
  externalSquad: null,
} as const;
const goods = {
  panelKind: 'remnawave',
  plans: [{ months: 1, priceMinor: 19_900n, also: [] }],
  trial: null,
  limits,
};

describe('npm run cli -- plan and addon', () => {
  const database = useDatabase();
  const run = useCli([addPlan, addAddon]);
  const audit = () => database.db.knex('audit_log').orderBy('id').pluck('action');
  const cli = (line: string): Promise<string> => run(line.split(' '));
  const json = async (line: string): Promise<Record<string, unknown>[]> =>
    JSON.parse(await cli(`--json ${line}`)) as Record<string, unknown>[];
  const versionOf = async (line: string): Promise<string> =>
    (JSON.parse(await cli(`--json ${line}`)) as { version: string }).version;

  it('sell a plan in several currencies, change its price as a new version, and retire it', async () => {
    await seed(database.db, goods);
    const plus = 'plan add plus --price 398 --usd 4.99 --stars 250 --traffic 100 --keep-traffic --devices 10';
    const first = await versionOf(`${plus} --title-ru Плюс`);
    expect((await json('plan list')).find(({ plan }) => plan === 'plus')).to.deep.equal({
      version: first,
      plan: 'plus',
      months: 1,
      days: 0,
      prices: '398.00 RUB, 4.99 USD, 250 XTR',
      deviceLimit: 10,
      trafficLimitBytes: String(100 * 2 ** 30),
      keepsTraffic: true,
    });
    const sold = (await database.db.plans.offered(BigInt(first)))!;
    expect([sold.squads, sold.titleRu]).to.deep.equal([[squad], 'Плюс']);

    const second = await versionOf(`plan price ${first} 450.50 --usd 5.49`);
    expect((await json('plan list')).map(({ version, prices }) => [version, prices])).to.deep.include([
      second,
      '450.50 RUB, 5.49 USD, 250 XTR',
    ]);
    expect((await database.db.plans.byId(database.db.knex, BigInt(first))).priceMinor).to.equal(39_800n);
    expect((await database.db.plans.offered(BigInt(second)))?.limits).to.deep.equal(sold.limits);

    expect(String(await failure(cli(`plan retire ${first}`)))).to.contain('is not on sale: `plan list`');
    expect(await cli(`plan retire ${second}`)).to.equal(`version ${second} is not sold any more`);
    expect((await json('plan list')).map(({ plan }) => plan)).to.deep.equal(['standard']);
    expect(await audit()).to.deep.equal(['plan.add', 'plan.price', 'plan.retire']);
  });

  it('sell add-ons, change their price as a new version, and retire them', async () => {
    const devices = await versionOf('addon add devices 2 --price 99 --stars 60');
    const traffic = await versionOf('addon add traffic 50 --price 79.90');
    expect(await json('addon list')).to.deep.equal([
      { version: devices, kind: 'devices', amount: '2', prices: '99.00 RUB, 60 XTR' },
      { version: traffic, kind: 'traffic', amount: String(50 * 2 ** 30), prices: '79.90 RUB' },
    ]);
    const dearer = await versionOf(`addon price ${devices} 120`);
    expect((await json('addon list'))[0]).to.include({ version: dearer, prices: '120.00 RUB, 60 XTR' });
    await cli(`addon retire ${dearer}`);
    expect((await json('addon list')).map(({ version }) => version)).to.deep.equal([traffic]);
    expect(await audit()).to.deep.equal(['addon.add', 'addon.add', 'addon.price', 'addon.retire']);
  });

  it('name the option, the fault and the remedy, and change nothing', async () => {
    expect(String(await failure(cli('plan add plus --price 1')))).to.contain(
      'nothing is on sale yet: set a price',
    );
    await seed(database.db, goods);
    const [standard] = await json('plan list');
    for (const [line, told] of [
      ['plan add Plus! --price 1', '<plan>: 1 to 20 small letters'],
      ['plan add trial --price 1', '<plan>: standard and trial are of the settings'],
      [`plan price ${String(standard!['version'])} 5`, 'standard and trial are of the settings'],
      ['plan add plus --price 0', '--price: an amount of RUB above 0 is expected, like 398'],
      ['plan add plus --price=-5', '--price: an amount of RUB above 0'],
      ['plan add plus --price 1 --usd 1.999', '--usd: an amount of USD above 0'],
      ['plan add plus --price 1 --stars 1.5', '--stars: an amount of XTR above 0'],
      ['plan add plus --price 1 --months 0', 'a term of at least a day'],
      ['plan add plus --price 1 --months 37', '--months: a whole number from 0 to 36'],
      ['plan add plus --price 1 --traffic much', '--traffic: GiB are expected'],
      ['plan add plus --price 1 --keep-traffic', '--keep-traffic: a limit in --traffic'],
      ['plan add plus --price 1 --strategy never', '--strategy: one of NO_RESET'],
      ['plan add plus --price 1 --squads best', '--squads: ids of squads are expected'],
      [`plan add plus --price 1 --title-ru ${'x'.repeat(41)}`, '--title-ru: a title of 1 to 40'],
      ['addon add sims 1 --price 1', '<kind>: one of devices, traffic'],
      ['addon add devices 0.5 --price 1', '<amount>: a whole number from 1 to 100'],
      ['addon add traffic 0 --price 1', '<amount>: more than 0 GiB'],
      ['addon price 999 5', 'is not on sale: `addon list`'],
    ] as const)
      expect(String(await failure(cli(line))), line).to.contain(told);
    expect(await database.db.knex('addon_versions')).to.deep.equal([]);
    expect(await database.db.knex('plan_versions')).to.have.length(1);
    expect(await audit()).to.deep.equal([]);
  });
});
