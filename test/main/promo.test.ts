import { expect } from 'chai';
import { addPromo } from '../../src/main/cli/promo.js';
import { Misuse } from '../../src/main/cli/misuse.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure } from '../support/shop.js';

describe('npm run cli -- promo add', () => {
  const database = useDatabase();
  const cli = useCli([addPromo]);
  const add = (kind: string, value: string, ...more: string[]) =>
    cli(['promo', 'add', 'NEW', '--kind', kind, `--value=${value}`, ...more]);

  for (const [kind, value, says] of [
    ['balance', '0', 'an amount of rubles above 0'],
    ['balance', '-5', 'an amount of rubles above 0'],
    ['balance', '1.234', 'an amount of rubles above 0'],
    ['balance', '1e3', 'an amount of rubles above 0'],
    ['fixed', '9999999999999999', 'an amount of rubles above 0'],
    ['balance', '99999999999', 'an amount of rubles above 0 and up to 1000000'],
    ['fixed', '1000000.01', 'an amount of rubles above 0 and up to 1000000'],
    ['percent', '0', 'a percentage from 1 to 99'],
    ['percent', '100', 'a percentage from 1 to 99'],
    ['days', '-1', 'days from 1 to 3650'],
    ['days', '1.5', 'days from 1 to 3650'],
    ['trial', '3651', 'days from 1 to 3650'],
  ] as const) {
    it(`makes no code that gives ${value} by ${kind}, and says what it may give`, async () => {
      expect(String(await failure(add(kind, value)))).to.include(`--value: ${says}`);
      expect(await database.db.knex('promo_codes')).to.deep.equal([]);
      expect(await database.db.knex('audit_log')).to.deep.equal([]);
    });
  }

  it('makes one where all is said as it must be, and not a second of the name', async () => {
    const window = ['--max', '3', '--from', '2090-12-01T00:00:00Z', '--until', '2090-12-31T00:00:00+03:00'];
    expect(await add('balance', '99.50', ...window)).to.equal(
      'NEW can be activated from 2090-12-01T00:00:00.000Z until 2090-12-30T21:00:00.000Z',
    );
    expect(await database.db.promoCodes.query().first()).to.deep.include({
      amountMinor: 99_50n,
      maxActivations: 3,
      validUntil: new Date('2090-12-30T21:00:00Z'),
    });
    expect(String(await failure(add('days', '7')))).to.include('NEW is there already');
  });

  for (const [option, what, window] of [
    ['--until', 'whose end is over', ['--until', '2020-01-01T00:00:00Z']],
    [
      '--from',
      'that ends before it begins',
      ['--from', '2091-01-01T00:00:00Z', '--until', '2090-01-01T00:00:00Z'],
    ],
    [
      '--from',
      'that ends as it begins',
      ['--from', '2090-01-01T00:00:00Z', '--until', '2090-01-01T00:00:00Z'],
    ],
  ] as const)
    it(`makes no code ${what}`, async () => {
      const fault = await failure(add('days', '7', ...window));
      expect(fault).to.be.instanceOf(Misuse);
      expect(String(fault)).to.include(`${option}: a time`);
      expect(await database.db.knex('promo_codes')).to.deep.equal([]);
    });

  it('says from when on it counts, and until when, in the list too', async () => {
    expect(await add('days', '7', '--from', '2020-01-01T00:00:00Z')).to.equal('NEW can be activated now');
    const until = ['--until', '2090-01-01T00:00:00Z'];
    expect(await cli(['promo', 'add', 'OTHER', '--kind', 'days', '--value', '7', ...until])).to.equal(
      'OTHER can be activated now until 2090-01-01T00:00:00.000Z',
    );
    const listed: unknown = JSON.parse(await cli(['--json', 'promo', 'list']));
    expect(listed).to.have.nested.property('[0].validUntil', '2090-01-01T00:00:00.000Z');
    expect(listed).to.have.nested.property('[1].validFrom', '2020-01-01T00:00:00.000Z');
  });
});
