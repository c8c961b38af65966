import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import matchBooks from '../../src/jobs/books.match.js';
import checkPayment from '../../src/jobs/payment.check.js';
import openPayment from '../../src/jobs/payment.open.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { backdate, there } from '../support/providers.js';
import { useRefunds } from '../support/refunds.js';
import { money } from '../../src/domain/money.js';
import { useWorld } from '../support/world.js';

const dayMs = 86_400_000;

describe('books.match of what is older than two days', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, userId, rows, spend, soundBooks } = useRefunds(database, world);

  const bought = async (id: string, daysAgo: number): Promise<Payment> => {
    const price = money(199_00n, id === 'stripe' || id === 'heleket' ? 'USD' : 'RUB');
    const begun = await shop().attempt(await shop().topup(userId(), price), id);
    await perform(openPayment, begun.id, scope());
    const payment = await database.db.payments.byId(database.db.knex, begun.id);
    await there(id, world()).pay(payment.externalId!);
    await perform(checkPayment, payment.id, scope());
    await age(payment, daysAgo);
    return payment;
  };
  const age = ({ id }: Payment, days: number) =>
    database.db
      .knex('payments')
      .where({ id: String(id) })
      .update({ createdAt: new Date(Date.now() - days * dayMs) });
  /** On a Wednesday, a Monday and the first Monday of a month. */
  const [wednesday, monday, firstMonday] = ['2026-11-25', '2026-11-23', '2026-12-07'];
  const look = (id: string, day: string, again = '', later = 3_600_000) =>
    perform(matchBooks, `${id}:${day}${again}`, { ...scope(), now: () => new Date(Date.now() + later) });
  const prove = async (id: string, day: string) => {
    await look(id, day);
    await look(id, day, ':again');
  };
  const kinds = async () => (await database.db.breaks.list()).map(({ kind, state }) => `${kind} ${state}`);

  it('asks for one that is disputed, however old it is, and sees how that ended', async () => {
    const payment = await bought('stripe', 60);
    const path = `/stripe/payments/${payment.externalId}/dispute`;
    await world().control('POST', path, { status: 'needs_response' });
    await perform(checkPayment, payment.id, scope());
    expect(await shop().stateOf(payment)).to.equal('disputed');
    backdate('stripe', payment.externalId!, 60, world());
    await world().control('POST', path, { status: 'won' });
    await look('stripe', wednesday);
    expect(await shop().stateOf(payment)).to.equal('succeeded');
  });

  for (const [day, days, is] of [
    [wednesday, 9, 'succeeded'],
    [monday, 9, 'refunded'],
    [monday, 40, 'succeeded'],
    [firstMonday, 40, 'refunded'],
  ] as const) {
    it(`reads the list of FreeKassa on ${day}: what went back of a payment of ${days} days is ${is}`, async () => {
      const payment = await bought('freekassa', days);
      await there('freekassa', world()).refund(payment.externalId!);
      backdate('freekassa', payment.externalId!, days, world());
      await look('freekassa', day);
      expect(await shop().stateOf(payment)).to.equal(is);
      await soundBooks();
    });
  }

  it('asks Platega, which has no list, for some each day, and goes on from there', async () => {
    const payments: Payment[] = [];
    for (const days of [9, 8, 7]) payments.push(await bought('platega', days));
    await there('platega', world()).refund(payments[1]!.externalId!);
    await look('platega', wednesday);
    const states = await Promise.all(payments.map((payment) => shop().stateOf(payment)));
    expect(states).to.deep.equal(['succeeded', 'refunded', 'succeeded']);
    expect((await rows()).map(({ state }) => state)).to.deep.equal(['succeeded']);

    for (const { externalId } of [payments[0]!, payments[2]!])
      await there('platega', world()).refund(externalId!);
    const to = new Date(Date.now() - 7.5 * dayMs).toISOString();
    await database.db.settings.set('books.walk:platega', { day: 'the one before', from: to, to });
    await database.db.knex('payments').update({ provenAt: null });
    const first = () => shop().stateOf(payments[0]!);
    await look('platega', '2026-11-26');
    expect([await first(), await shop().stateOf(payments[2]!)]).to.deep.equal(['succeeded', 'refunded']);
    await look('platega', '2026-11-26');
    expect(await first(), 'both looks of a day are at the same').to.equal('succeeded');
    await look('platega', '2026-11-27');
    expect(await first(), 'begins anew at the end').to.equal('refunded');
  });

  it('keeps a difference of an old one until it is gone, and closes it then', async () => {
    const payment = await bought('platega', 9);
    await spend(money(1n, 'RUB'));
    await there('platega', world()).refund(payment.externalId!);
    await prove('platega', wednesday);
    expect(await kinds()).to.deep.equal(['refund open']);
    await database.db.knex('settings').delete();
    await age(payment, 200);
    await prove('platega', '2026-11-26');
    expect(await kinds(), 'nobody set it right').to.deep.equal(['refund open']);

    await database.db.knex('breaks').update({ foundAt: new Date(Date.now() - 20 * dayMs) });
    await database.db.knex('refunds').update({ state: 'succeeded' });
    await look('platega', '2026-11-27');
    expect(await kinds()).to.deep.equal([]);
  });

  describe('and differs in a refund', () => {
    const unknown: Readonly<Record<string, string>> = {
      yookassa: '00000000-0000-4000-8000-000000000000',
      stripe: 're_unknown',
    };
    /** Booked here, unknown there, and found so long ago that no look reaches as far. */
    const differing = async (id: string): Promise<Payment> => {
      const payment = await bought(id, 41);
      await database.db.refunds.query().insert({
        paymentId: payment.id,
        externalId: unknown[id]!,
        amountMinor: 50_00n,
        currency: payment.currency,
        state: 'succeeded',
        actor: 'cli',
        reason: 'test',
      });
      await prove(id, wednesday);
      expect(await kinds()).to.deep.equal(['refund open']);
      await database.db.knex('breaks').update({ foundAt: new Date(Date.now() - 40 * dayMs) });
      await database.db.knex('refunds').update({ createdAt: new Date(Date.now() - 40 * dayMs) });
      await database.db.knex('settings').delete();
      return payment;
    };

    for (const id of Object.keys(unknown)) {
      it(`asks ${id} for it by name, keeps it while it differs, and closes it then`, async () => {
        await differing(id);
        await prove(id, '2026-11-26');
        expect(await kinds(), 'nobody set it right').to.deep.equal(['refund open']);
        await database.db.knex('refunds').update({ state: 'canceled' });
        await look(id, '2026-11-27');
        expect(await kinds()).to.deep.equal([]);
      });
    }

    it('closes what its provider came to know', async () => {
      const payment = await differing('yookassa');
      const part = { amount: { value: '50.00', currency: 'RUB' } };
      const path = `/yookassa/payments/${payment.externalId}/refund`;
      const { id } = (await world().control('POST', path, part)) as { id: string };
      await database.db.knex('refunds').update({ externalId: id });
      await database.db.knex('breaks').update({ externalId: id });
      await look('yookassa', '2026-11-27');
      expect(await kinds()).to.deep.equal([]);
    });
  });

  it('reaches back to the last proof, where there was none for days', async () => {
    const payment = await bought('platega', 9);
    await payment.$query(database.db.knex).patch({ state: 'expired' });
    await look('platega', wednesday);
    expect(await shop().stateOf(payment)).to.equal('expired');
    await database.db.settings.set('books.proven:platega', { at: Date.now() - 8 * dayMs });
    await look('platega', wednesday);
    expect(await shop().stateOf(payment)).to.equal('succeeded');
  });
});
