import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { askCli } from './support/cli.js';
import { useShop } from './support/shop.js';

const providersAndGoods =
  /^(RUB_PRICE|STARS_PRICE|PANEL_|YOOKASSA_|FREEKASSA_|PLATEGA_|TRIBUTE_|CRYPTOPAY_|HELEKET_|CRYPTOMUS_|STRIPE_)/;

describe('the command line, about what is sold,', function () {
  this.timeout(180_000);
  const shop = useShop({ members: {} });
  const cli = (args: readonly string[], env = shop.env, cwd?: string) => askCli(args, env, cwd);
  const audit = () => shop.db.knex('audit_log').orderBy('id').pluck('action');

  it('says when nothing is sold, nobody is paid and no panel serves it', async () => {
    const bare = Object.entries(shop.env).filter(([name]) => !providersAndGoods.test(name));
    const { out, code } = await cli(['doctor'], Object.fromEntries(bare));

    expect(code).to.equal(1);
    expect(out).to.contain('✗ prices: nothing is on sale: set a price, like RUB_PRICE_1_MONTH=199');
    expect(out).to.contain('✗ panel: none serves what is bought: set PANEL_API_URL');
    expect(out).to.contain('✗ payments by yookassa: nobody can pay: set YOOKASSA_SHOP_ID');
  });

  it('says which name of a setting nobody reads, and which is meant', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
    await writeFile(join(folder, '.env'), 'SUPPORT_LNK=https://example.com\nPANEL_API_URL=\nEDITOR=vi\n');
    const { out, code } = await cli(['doctor'], shop.env, folder);
    await rm(folder, { recursive: true });

    expect(out).to.contain('✗ names of settings: nobody reads SUPPORT_LNK; is SUPPORT_LINK meant?\n');
    expect(code).to.equal(1);
  });

  it('tells what the settings sell otherwise than the shop does, until it is seeded', async () => {
    const goods = async () => /^. goods of the settings: .+$/m.exec((await cli(['doctor'], dearer)).out)?.[0];
    const dearer = { ...shop.env, RUB_PRICE_1_MONTH: '249' };
    await cli(['seed']);
    expect(await goods()).to.equal(
      '! goods of the settings: 1 month: not as the settings say; `npm run seed` makes it so ' +
        '(what the command line changed, too)',
    );
    await cli(['seed'], dearer);
    expect(await goods()).to.equal('✓ goods of the settings: are what is sold');
    await cli(['seed']);
  });

  it('knows who can pay where a shop sells for Stars alone, and what is ready for nothing', async () => {
    const bare = Object.fromEntries(
      Object.entries(shop.env).filter(([name]) => !providersAndGoods.test(name)),
    );
    const sold = { ...bare, RUB_PRICE_1_MONTH: '199' };
    const { out: stars } = await cli(['doctor'], { ...sold, STARS_PRICE_1_MONTH: '150' });
    expect(stars).to.contain('✓ payments by stars: offered\n');
    expect(stars).to.contain('✓ payments by yookassa: not offered: set YOOKASSA_SHOP_ID');

    const off = { ...sold, STARS_PRICE_1_MONTH: '150', STARS_ENABLED: 'false' };
    const { out: hidden } = await cli(['doctor'], off);
    expect(hidden).to.contain(
      '✗ payments by stars: nobody can pay: STARS_ENABLED is off; what was begun there goes on',
    );

    const { out: nobody } = await cli(['doctor'], sold);
    expect(nobody).to.contain('✓ payments by stars: ready, but no plan of the settings has a price in XTR');
    expect(nobody).to.contain('✗ payments by yookassa: nobody can pay: set YOOKASSA_SHOP_ID');
  });

  it('makes a promo code, lists and retires it, and says what is wrong with one', async () => {
    const made = await cli([
      'promo',
      'add',
      'new-year',
      '--kind',
      'percent',
      '--value',
      '20',
      '--max',
      '100',
    ]);
    expect(made).to.include({ code: 0 });
    expect((await cli(['promo', 'list'])).out).to.contain('NEW-YEAR');
    expect(await shop.db.promoCodes.one(shop.db.knex, 'code = ?', 'NEW-YEAR')).to.include({
      percent: 20,
      maxActivations: 100,
    });
    expect((await cli(['promo', 'off', 'new-year'])).code).to.equal(0);
    expect(await audit()).to.include.members(['promo.add', 'promo.off']);

    const again = await cli(['promo', 'add', 'NEW-YEAR', '--kind', 'days', '--value', '7']);
    expect([again.code, again.err]).to.deep.equal([1, 'the code NEW-YEAR is there already\n']);
    const wrong = await cli(['promo', 'add', 'ZERO', '--kind', 'percent', '--value', '100']);
    expect(wrong).to.include({ code: 64 }).and.have.property('err').that.contains('from 1 to 99 is expected');
    for (const value of ['0', '-5', '1.234']) {
      expect(
        (await cli(['promo', 'add', 'NO', '--kind', 'balance', `--value=${value}`])).code,
        value,
      ).not.to.equal(0);
    }
    expect((await cli(['promo', 'add', 'ab', '--kind', 'days', '--value', '7'])).code).to.equal(64);
  });

  it('runs a campaign: its link, what came of it, and its end; says what is wrong with one', async () => {
    await shop.db.settings.set('bot', { username: 'shop_bot' });
    const made = await cli(['campaign', 'add', 'Ad-1', '--source', 'a channel', '--cost', '1500,50']);
    expect([made.code, made.out.trim()]).to.deep.equal([0, 'https://t.me/shop_bot?start=Ad-1']);
    expect((await cli(['campaign', 'list'])).out).to.contain('Ad-1');
    const shown = await cli(['--json', 'campaign', 'show', 'Ad-1']);
    expect(JSON.parse(shown.out)).to.include({ costMinor: '150050', starts: 0, payers: 0, active: true });
    expect((await cli(['campaign', 'off', 'Ad-1'])).code).to.equal(0);
    expect((await cli(['campaign', 'off', 'Ad-1'])).err).to.contain('there is no running campaign');
    expect((await cli(['campaign', 'on', 'Ad-1'])).code).to.equal(0);
    expect(await audit()).to.include.members(['campaign.add', 'campaign.off', 'campaign.on']);

    const again = await cli(['campaign', 'add', 'Ad-1', '--source', 'x']);
    expect([again.code, again.err]).to.deep.equal([1, 'a campaign with the link Ad-1 is there already\n']);
    for (const wrong of [
      ['ref_x', '--source', 'x'],
      ['promo_x', '--source', 'x'],
      ['a', '--source', 'x'],
      ['ok', '--source', ' '],
      ['ok', '--source', 'x', '--cost', '1.234'],
      ['ok', '--source', 'x', '--cost', '100000001'],
      ['ok', '--source', 'x', '--bonus-days', '0'],
    ])
      expect((await cli(['campaign', 'add', ...wrong])).code, wrong.join(' ')).to.equal(64);
  });
});
