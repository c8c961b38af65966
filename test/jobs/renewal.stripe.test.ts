import { expect } from 'chai';
import { money } from '../../src/domain/money.js';
import matchBooks from '../../src/jobs/books.match.js';
import chargeRenewal from '../../src/jobs/renewal.charge.js';
import { createPayments, type Payments } from '../../src/payments/registry.js';
import type { stripe as emulated } from '../../src/sandbox/stripe.js';
import { emulatedEnvironment } from '../../src/sandbox/emulators.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useRenewals } from '../support/renewals.js';
import { failure } from '../support/shop.js';
import { tools } from '../support/tools.js';
import { useWorld } from '../support/world.js';
import { today } from '../support/day.js';

const price = money(2_49n, 'USD');

describe('a renewal by a card saved at stripe', () => {
  const database = useDatabase();
  const world = useWorld();
  const renewals = useRenewals(database);
  const { orders, payments, told } = renewals;
  let offered: Payments;
  let externalId: string;

  beforeEach(async () => {
    const { url } = world();
    offered = createPayments(
      {
        ...emulatedEnvironment(url),
        STRIPE_RETURN_URL: 'https://t.me/shop_bot',
        STRIPE_AUTOPAYMENTS_ENABLED: 'true',
      },
      tools,
    );
    externalId = await saved();
    const methodId = await renewals.card(externalId, { title: 'Visa •• 4242', provider: 'stripe' });
    await renewals.agree({ methodId, price });
    await renewals.review();
  });

  const till = () =>
    (world().sandbox.others.get('stripe') as unknown as ReturnType<typeof emulated.open>).till;
  const call = () => ({ signal: new AbortController().signal, subject: 'test' });
  /** A card that somebody saved as they paid. */
  const saved = async (): Promise<string> => {
    const payer = { telegramId: null, email: null, language: 'ru' };
    const intent = { paymentId: '999', createdAt: new Date(), amount: price, description: 'x', payer };
    const stripe = offered.known.get('stripe')!;
    const { externalId: id } = await stripe.create!({ ...intent, save: true }, call());
    till().pay(id!);
    return (await stripe.get!(id!, call()))!.method!.id;
  };
  const charge = async (): Promise<void> => {
    const [order] = await orders();
    await perform(chargeRenewal, order!.id, { db: database.db, payments: offered });
  };
  /** What stands there for the renewal, paid or not. */
  const charges = () => [...till().bills.values()].filter(({ paymentId }) => paymentId !== '999');
  const control = (path: string, json: unknown) => world().control('POST', `/stripe${path}`, json);
  const states = async () => (await payments()).map(({ state }) => state);
  const prove = async (): Promise<string[]> => {
    const now = () => new Date(Date.now() + 3_600_000);
    for (const again of ['', ':again'])
      await perform(matchBooks, `stripe:${today()}${again}`, { db: database.db, payments: offered, now });
    const ours = (await database.db.breaks.list()).filter((each) => each.externalId !== savedBy());
    return ours.map(({ kind, state }) => `${kind} ${state}`);
  };
  /** The purchase that saved the card is no order of this shop. */
  const savedBy = (): string => [...till().bills.values()].find(({ paymentId }) => paymentId === '999')!.id;

  it('is charged once in its own currency, gives the term, and the books of both sides agree', async () => {
    await Promise.all(Array.from({ length: 5 }, () => failure(charge())));
    await charge();
    expect(charges()).to.have.length(1);
    const [order] = await orders();
    expect(order).to.include({ state: 'paid', currency: 'USD', priceMinor: price.minor });
    expect(await told()).to.deep.equal([`renewed:${order!.id}`]);
    expect(await renewals.shop().sum('provider:stripe')).to.equal(-price.minor);
    expect(await database.db.ledger.audit()).to.deep.equal([]);
    expect(await prove()).to.deep.equal([]);
  });

  it('whose answer was lost is charged once all the same', async () => {
    await control('/faults', { match: 'POST /payment_intents', kind: 'lost', times: 1 });
    expect(await failure(charge())).to.include({ code: 'upstream.failed' });
    expect(charges()).to.have.length(1);
    await database.db.knex('payments').update({ turnUntil: new Date(Date.now() - 1) });
    await charge();
    expect(charges()).to.have.length(1);
    expect(await states()).to.deep.equal(['succeeded']);
    expect(await prove()).to.deep.equal([]);
  });

  it('renews no more once its money went back behind our back: the books find that', async () => {
    await charge();
    const [payment] = await payments();
    till().refund(payment!.externalId!, Number(price.minor));
    expect(await prove()).to.deep.equal([]);
    expect(await states()).to.deep.equal(['refunded']);
    await renewals.review();
    expect((await renewals.agreement()).active).to.equal(false);
  });

  it('is tried again in its time after a decline, and not by a card that is gone', async () => {
    await control(`/payment_methods/${externalId}/declines`, { reason: 'insufficient_funds' });
    await charge();
    expect((await payments())[0]).to.include({ state: 'failed', decline: 'no_money' });
    await renewals.review();
    expect(await renewals.lookedAtIn()).to.equal(8);
    expect(await prove()).to.deep.equal([]);
  });
});
