import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { addMoney } from '../../src/main/cli/money.js';
import { Misuse } from '../../src/main/cli/misuse.js';
import { orderAddon } from '../support/addons.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { failure, openShop, type TestShop } from '../support/shop.js';

const providers = {
  YOOKASSA_SHOP_ID: '123456',
  YOOKASSA_SECRET_KEY: 'test_a-secret-key-of-the-shop',
  HELEKET_MERCHANT_ID: '8b03432e-385b-4670-8d06-064591096795',
  HELEKET_API_KEY: 'a-payment-api-key-of-heleket',
  PLATEGA_MERCHANT_ID: '8b03432e-385b-4670-8d06-064591096795',
  PLATEGA_SECRET: 'a-secret-of-platega',
  WEBHOOK_BASE_URL: 'https://shop.example',
};

describe('npm run cli -- refund', () => {
  const database = useDatabase();
  const cli = useCli([addMoney]);
  let shop: TestShop;
  let userId: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
  });
  const term = async (): Promise<Payment> => {
    const payment = await shop.attempt(await shop.order(userId));
    await shop.see(payment);
    return payment;
  };
  const addon = async (): Promise<Payment> => {
    const { id } = await shop.subscription(userId);
    const payment = await shop.attempt(await orderAddon(database.db, userId, id));
    await shop.see(payment);
    return payment;
  };
  const refund = ({ id }: Payment, ...more: string[]) =>
    cli(['refund', String(id), '--reason', 'asked for it', ...more], providers);

  it('of a term names the add-ons that fall with it', async () => {
    const bought = await term();
    const more = await addon();
    expect(await refund(bought)).to.match(
      new RegExp(
        `promised; a worker asks the provider now\nadd-ons that fall with its term: payments ${more.id};`,
      ),
    );
  });

  it('names them for the part after which nothing of it is left, and for none before', async () => {
    const bought = await term();
    const more = await addon();
    expect(await refund(bought, '--amount', '99.50')).to.not.include('add-ons');
    await database.db.knex('refunds').update({ state: 'succeeded' });
    expect(await refund(bought, '--amount', '99.50')).to.include(`its term: payments ${more.id};`);
  });

  it('says nothing of add-ons that another term keeps, or that stay with the access', async () => {
    await term();
    await addon();
    const second = await term();
    expect(await refund(second)).to.not.include('add-ons');
    await database.db.knex('refunds').delete();
    const first = (await database.db.payments.query().orderBy('id').first())!;
    expect(await refund(first, '--keep-access')).to.not.include('add-ons');
  });

  it('of an add-on names no other', async () => {
    await term();
    await addon();
    const other = await addon();
    expect(await refund(other)).to.not.include('add-ons');
  });

  it('takes no amount that is none, and says how much is left of too much', async () => {
    const bought = await term();
    for (const wrong of ['1.234', '0', '0.00', 'abc', '', '1e3']) {
      const fault = await failure(refund(bought, '--amount', wrong));
      expect(fault, wrong).to.be.instanceOf(Misuse);
      expect(String(fault)).to.include('--amount: an amount of RUB above 0 is expected, like 150 or 99.50');
    }
    expect(await failure(refund(bought, '--amount', '199.01'))).to.have.property(
      'message',
      `of payment ${bought.id}, 199.00 RUB are left to refund`,
    );
    expect(await database.db.knex('refunds')).to.deep.equal([]);
  });

  it('to the balance asks no provider, and says so', async () => {
    expect(await refund(await term(), '--to-balance')).to.match(
      /^refund 1 is promised; a worker puts it on the balance now$/,
    );
  });

  it('at a provider that cannot do it is refused at once, and can go to the balance', async () => {
    const { db } = database;
    const bought = await shop.attempt(await shop.order(userId), 'heleket');
    await shop.see(bought);
    expect(await failure(refund(bought))).to.include({ code: 'refund.not_possible' });
    expect(String(await failure(refund(bought))))
      .to.include(`heleket cannot refund payment ${bought.id}`)
      .and.include('--to-balance');
    expect([
      await db.knex('refunds'),
      await db.knex('audit_log'),
      await db.knex('outbox').where({ job: 'refund.issue' }),
    ]).to.deep.equal([[], [], []]);
    expect(await refund(bought, '--to-balance')).to.include('puts it on the balance now');
  });

  it('in part is refused at once where all goes back or nothing, and at a provider of no settings altogether', async () => {
    const bought = await shop.attempt(await shop.order(userId), 'platega');
    await shop.see(bought);
    expect(String(await failure(refund(bought, '--amount', '1')))).to.include(
      `platega gives back all of payment ${bought.id} or nothing`,
    );
    expect(await refund(bought)).to.include('a worker asks the provider now');

    const other = await shop.attempt(await shop.order(userId), 'freekassa');
    await shop.see(other);
    expect(String(await failure(refund(other)))).to.include('freekassa is not in the settings');
  });
});
