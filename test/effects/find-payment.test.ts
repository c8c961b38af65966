import { expect } from 'chai';
import { findPayment } from '../../src/effects/find-payment.js';
import { useDatabase } from '../support/database.js';
import { openShop } from '../support/shop.js';

describe('finding a payment', () => {
  const database = useDatabase();
  const opened = async (externalId: string | null) => {
    const shop = await openShop(database.db);
    const { id } = await shop.attempt(await shop.order(await shop.person()));
    await database.db.payments
      .query()
      .findById(id)
      .patch({ externalId } as object);
    return id;
  };
  const find = async (provider: string, named: Parameters<typeof findPayment>[2]) =>
    (await findPayment(database.db, provider, named))?.id;

  it('goes by their id, and by ours where theirs is not known yet', async () => {
    const id = await opened(null);
    const paymentId = String(id);
    expect(await find('yookassa', { externalId: 'x', paymentId })).to.equal(id);
    await database.db.payments
      .query()
      .findById(id)
      .patch({ externalId: 'x' } as object);
    expect(await find('yookassa', { externalId: 'x', paymentId: null })).to.equal(id);
    expect(await find('stripe', { externalId: 'x', paymentId })).to.equal(undefined);
  });

  it('takes no other shop’s payment of the same number for ours', async () => {
    const paymentId = String(await opened('x'));
    expect(await find('yookassa', { externalId: 'another', paymentId })).to.equal(undefined);
    expect(await find('yookassa', { externalId: 'another', paymentId: 'abc' })).to.equal(undefined);
  });

  it('takes another of their ids where several may stand for ours', async () => {
    const id = await opened('x');
    const named = { externalId: 'another', paymentId: String(id), repeatable: true } as const;
    expect(await find('yookassa', named)).to.equal(id);
  });

  it('goes by the whole of what is charged again and again, and never by ours then', async () => {
    const id = await opened('whole');
    const named = { externalId: 'a charge', paymentId: String(id), repeatable: true } as const;
    expect(await find('yookassa', { ...named, repeat: { mandateId: 'whole' } })).to.equal(id);
    expect(await find('stripe', { ...named, repeat: { mandateId: 'whole' } })).to.equal(undefined);
    expect(await find('yookassa', { ...named, repeat: { mandateId: 'another' } })).to.equal(undefined);
    expect(await find('yookassa', { ...named, repeat: { mandateId: null } })).to.equal(id);
  });
});
