import { expect } from 'chai';
import type { Payment } from '../../src/db/models/payment.js';
import matchBooks from '../../src/jobs/books.match.js';
import checkPayment from '../../src/jobs/payment.check.js';
import openPayment from '../../src/jobs/payment.open.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { compose, mannersSchema } from '../../src/sandbox/freekassa-notices.js';
import type { Bill } from '../../src/sandbox/till/bill.js';
import type { Till } from '../../src/sandbox/till/till.js';
import { useDatabase } from '../support/database.js';
import { becameOf } from '../support/deliver.js';
import { perform } from '../support/perform.js';
import { useRefunds } from '../support/refunds.js';
import { useWorld } from '../support/world.js';

const dayMs = 86_400_000;

/** Whoever opens the form anew makes another order of theirs under the same payment of ours. */
describe('several orders of FreeKassa under one payment', () => {
  const database = useDatabase();
  const world = useWorld();
  const { shop, scope, userId, balance, rows, request, issue, soundBooks } = useRefunds(database, world);
  const held = {} as { payment: Payment; first: string; second: string };

  const till = () => (world().sandbox.others.get('freekassa') as unknown as { till: Till<null> }).till;
  const reopen = (bill: Bill<null>): string => {
    const id = String(BigInt(bill.id) + 5n);
    till().open({ ...bill, id });
    return id;
  };
  beforeEach(async () => {
    const { id } = await shop().attempt(await shop().order(userId()), 'freekassa');
    await perform(openPayment, id, scope());
    const bill = [...till().bills.values()].at(-1)!;
    held.payment = await database.db.payments.byId(database.db.knex, id);
    Object.assign(held, { first: bill.id, second: reopen(bill) });
  });

  const pay = (...bills: string[]) => {
    for (const bill of bills) till().pay(bill);
  };
  const stored = async (bill: string): Promise<string> => {
    const { body } = compose(till().find(bill), mannersSchema.parse({})) as { body: string };
    const raw = Buffer.from(body);
    const eventId = world().payments.known.get('freekassa')!.webhook!.read(raw)!.id;
    await database.db.inbox.receive({ provider: 'freekassa', eventId, body: raw }, reconcilePayment, 'test');
    const row = await database.db.knex('inbox_events').where({ eventId }).first<{ id: bigint }>('id');
    return String(row.id);
  };
  const told = async (bill: string) => {
    const id = await stored(bill);
    await perform(reconcilePayment, id, scope());
    return (await becameOf(database.db, id)).state;
  };
  const prove = async (day = '2026-11-25') => {
    const later = { ...scope(), now: () => new Date(Date.now() + 3_600_000) };
    for (const again of ['', ':again']) await perform(matchBooks, `freekassa:${day}${again}`, later);
  };
  const nameOf = (bill: string): string => `${held.payment.id}-${bill}`;
  const names = async () => {
    const payments = await database.db.payments.query().orderBy('id');
    return payments.map(({ externalId, state }) => `${externalId} ${state}`);
  };
  const came = () => shop().sum('provider:freekassa');
  const isSound = async () => {
    await prove();
    expect(await database.db.breaks.list()).to.deep.equal([]);
    await soundBooks();
  };
  /** As it was before a payment got the number of what was paid. */
  const nameless = async (bill: string) => {
    pay(bill);
    await shop().see(held.payment, 'succeeded', { externalId: held.payment.externalId! });
    expect(await names()).to.deep.equal([`${held.payment.id} succeeded`]);
  };

  it('are called by the number that was paid first, whichever was opened first, and the other is money of its own', async () => {
    pay(held.second);
    expect(await told(held.second)).to.equal('applied');
    expect(await names()).to.deep.equal([`${nameOf(held.second)} succeeded`]);
    pay(held.first);
    for (const _ of [1, 2]) await told(held.first);

    expect(await names()).to.deep.equal([
      `${nameOf(held.second)} succeeded`,
      `${nameOf(held.first)} succeeded`,
    ]);
    expect([await balance(), await came()]).to.deep.equal([199_00n, -398_00n]);
    await isSound();
    expect(await names()).to.have.length(2);
  });

  it('are told apart after the one that was counted went back', async () => {
    pay(held.second);
    await told(held.second);
    await issue((await request(held.payment)).id);
    expect(await shop().stateOf(held.payment)).to.equal('refunded');
    pay(held.first);
    await told(held.first);

    expect(await names()).to.deep.equal([
      `${nameOf(held.second)} refunded`,
      `${nameOf(held.first)} succeeded`,
    ]);
    expect([await came(), till().find(held.second).refundedMinor]).to.deep.equal([-199_00n, 199_00]);
    await isSound();
  });

  it('are found by the list, though the one that was counted is older than it', async () => {
    pay(held.first);
    await told(held.first);
    till().bills.set(held.first, { ...till().find(held.first), createdMs: Date.now() - 6 * dayMs });
    await database.db.knex('payments').update({ createdAt: new Date(Date.now() - 6 * dayMs) });
    pay(held.second);

    await isSound();
    expect([await balance(), await came()]).to.deep.equal([199_00n, -398_00n]);
  });

  it('are each credited once, however many ask and are told at once', async () => {
    pay(held.first, held.second);
    const events = [await stored(held.first), await stored(held.second)];
    await Promise.all([
      ...events.map((id) => perform(reconcilePayment, id, scope())),
      ...[1, 2].map(() => perform(checkPayment, held.payment.id, scope())),
    ]);

    expect(await names()).to.have.members([
      `${nameOf(held.first)} succeeded`,
      `${nameOf(held.second)} succeeded`,
    ]);
    expect([await balance(), await came()]).to.deep.equal([199_00n, -398_00n]);
    await isSound();
  });

  it('of which another amount came are named in review, too, and the other pays', async () => {
    till().change(held.second, { minor: 99_00 });
    pay(held.second, held.first);
    await told(held.second);
    await told(held.first);
    expect(await names()).to.deep.equal([`${nameOf(held.second)} review`, `${nameOf(held.first)} succeeded`]);
    expect([await balance(), await came()]).to.deep.equal([0n, -199_00n]);
    await soundBooks();
  });

  describe('that was credited when it was called by our id alone', () => {
    it('gets its number once it is heard of, and is not credited again', async () => {
      await nameless(held.second);
      await isSound();
      expect(await names()).to.deep.equal([`${nameOf(held.second)} succeeded`]);
      await told(held.second);
      await perform(checkPayment, held.payment.id, scope());
      expect([await balance(), await came()]).to.deep.equal([0n, -199_00n]);
    });

    it('keeps its refund, and the refund its number', async () => {
      await nameless(held.second);
      const { id } = await request(held.payment);
      await issue(id);
      const own = `${held.payment.id}:refund`;
      await database.db.refunds.query().patch({ externalId: own });
      await database.db.payments.query().patch({ externalId: String(held.payment.id) });

      await isSound();
      expect((await rows()).map(({ externalId, state }) => [externalId, state])).to.deep.equal([
        [`${nameOf(held.second)}:refund`, 'succeeded'],
      ]);
      expect([await names(), await came()]).to.deep.equal([[`${nameOf(held.second)} refunded`], 0n]);
    });

    for (const order of ['before', 'after']) {
      it(`is one of two that are paid: ${order} it is heard of again, the other is credited once`, async () => {
        await nameless(held.second);
        pay(held.first);
        if (order === 'before') await told(held.first);
        else await told(held.second);
        expect([await balance(), await came()]).to.deep.equal([199_00n, -398_00n]);

        await isSound();
        for (const each of [held.first, held.second]) await told(each);
        await isSound();
        expect([await balance(), await came()]).to.deep.equal([199_00n, -398_00n]);
        expect(await names()).to.have.members([
          `${nameOf(held.first)} succeeded`,
          `${nameOf(held.second)} succeeded`,
        ]);
      });
    }
  });
});
