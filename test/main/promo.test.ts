import { expect } from 'chai';
import { addPromo } from '../../src/main/cli/promo.js';
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
    const window = ['--max', '3', '--from', '2026-12-01T00:00:00Z', '--until', '2026-12-31T00:00:00+03:00'];
    await add('balance', '99.50', ...window);
    expect(await database.db.promoCodes.query().first()).to.deep.include({
      amountMinor: 99_50n,
      maxActivations: 3,
      validUntil: new Date('2026-12-30T21:00:00Z'),
    });
    expect(String(await failure(add('days', '7')))).to.include('NEW is there already');
  });
});
