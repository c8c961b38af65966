import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import { addMoney } from '../../src/main/cli/money.js';
import { orderAddon } from '../support/addons.js';
import { useCli } from '../support/cli.js';
import { useDatabase } from '../support/database.js';
import { openShop, type TestShop } from '../support/shop.js';

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
    cli(['refund', String(id), '--reason', 'asked for it', ...more]);

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
});
