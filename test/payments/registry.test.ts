import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import {
  createPayments,
  offered,
  offers,
  pagesFor,
  providerDefinitions,
  repeats,
  type Payments,
} from '../../src/payments/registry.js';
import { emulatedEnvironment } from '../../src/sandbox/emulators.js';
import { tools } from '../support/tools.js';

const everybody = {
  YOOKASSA_SHOP_ID: '1',
  YOOKASSA_SECRET_KEY: 'test_secret',
  BOT_TOKEN: '1:test',
  TELEGRAM_API_ROOT: 'http://127.0.0.1',
  ...emulatedEnvironment('http://127.0.0.1'),
};

const idsOf = (payments: Payments) => offered(payments).map(([id]) => id);

describe('the payment providers', () => {
  it('have ids of their own, fit for a path', () => {
    const ids = providerDefinitions.map(({ id }) => id);

    expect(new Set(ids).size).to.equal(ids.length);
    for (const id of ids) expect(id).to.match(/^[a-z]+$/);
  });

  it('are offered when they are configured, and say what is missing when not', () => {
    const bare = createPayments({}, tools);
    expect(idsOf(bare)).to.deep.equal(['balance']);
    expect(bare.notOffered.get('yookassa')).to.include('YOOKASSA_SHOP_ID');

    const full = createPayments({ YOOKASSA_SHOP_ID: '1', YOOKASSA_SECRET_KEY: 'test_secret' }, tools);
    expect(idsOf(full)).to.deep.equal(['balance', 'yookassa']);
    expect(full.notOffered.get('cryptopay')).to.include('CRYPTOPAY_TOKEN');
  });

  it('are known, and offered no more, while they are switched off', () => {
    const all = providerDefinitions.map(({ id }) => id);
    for (const { id, enabledBy } of providerDefinitions) {
      if (enabledBy === undefined) continue;
      const payments = createPayments({ ...everybody, [enabledBy]: 'false' }, tools);
      expect([...payments.known.keys()]).to.deep.equal(all);
      expect(idsOf(payments)).to.deep.equal(all.filter((each) => each !== id));
      expect(payments.notOffered.get(id)).to.equal(`${enabledBy} is off`);
    }
  });

  it('that are switched off take nothing new, and say what they charge for as before', () => {
    const links = { TRIBUTE_PRODUCTS: '77=1', TRIBUTE_LINK_1_MONTH: 'https://t.me/tribute/app?startapp=s1' };
    const off = { YOOKASSA_ENABLED: 'false', STARS_ENABLED: 'false', TRIBUTE_ENABLED: 'false' };
    const [on, hidden] = [{}, off].map((more) => createPayments({ ...everybody, ...links, ...more }, tools));
    const month = { months: 1, days: 0 };
    const stars = money(150n, 'XTR');

    expect(pagesFor(on!, 1)).to.have.length(1);
    expect(pagesFor(hidden!, 1)).to.deep.equal([]);
    expect(offers(on!, 'yookassa', money(199_00n, 'RUB'))).to.equal(true);
    expect(offers(hidden!, 'yookassa', money(199_00n, 'RUB'))).to.equal(false);
    expect(repeats(on!, 'stars', month, stars)).not.to.equal(null);
    expect(repeats(hidden!, 'stars', month, stars)).to.deep.equal(repeats(on!, 'stars', month, stars));
  });

  it('stop the start when a setting is wrong', () => {
    expect(() => createPayments({ YOOKASSA_SHOP_ID: '1' }, tools)).to.throw('YOOKASSA_SECRET_KEY');
  });

  it('are offered for amounts within their limits, in their currencies', () => {
    const payments = createPayments({ YOOKASSA_SHOP_ID: '1', YOOKASSA_SECRET_KEY: 'test_secret' }, tools);
    expect(offers(payments, 'yookassa', money(1_00n, 'RUB'))).to.equal(true);
    expect(offers(payments, 'yookassa', money(350_000_00n, 'RUB'))).to.equal(true);
    expect(offers(payments, 'yookassa', money(99n, 'RUB'))).to.equal(false);
    expect(offers(payments, 'yookassa', money(350_000_01n, 'RUB'))).to.equal(false);
    expect(offers(payments, 'yookassa', money(100n, 'USD'))).to.equal(false);
    expect(offers(payments, 'nobody', money(1_00n, 'RUB'))).to.equal(false);
  });

  it('of the internal kind call nobody', () => {
    const balance = createPayments({}, tools).known.get('balance');

    expect(balance).to.include({ asksAgain: false });
    expect(balance).not.to.have.any.keys('create', 'get', 'webhook', 'refund');
    expect(balance?.limits.RUB?.min).to.equal(1n);
  });
});
