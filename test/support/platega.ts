import { expect } from 'chai';
import { act } from '../../src/buttons.js';
import type { Mandate } from '../../src/db/models/mandate.js';
import { monthByMonth } from './day.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import type { platega } from '../../src/sandbox/platega.js';
import { isCharge, type Sold } from '../../src/sandbox/platega-sold.js';
import type { Deed } from '../../src/sandbox/platega-subscriptions.js';
import type { Bill } from '../../src/sandbox/till/bill.js';
import { useChat, type Somebody } from './chatting.js';
import { sellRepeats } from './sell-repeats.js';

/** A shop where Platega charges by SBP again and again, and anna in it. Call inside a `describe`. */
export function usePlatega() {
  const chat = useChat();
  const held = {} as { anna: Somebody };
  const db = () => chat.db();
  beforeEach(() => {
    sellRepeats(chat, ['balance', 'yookassa', 'platega']);
    held.anna = chat.meet();
  });
  const there = () => chat.world().sandbox.others.get('platega') as ReturnType<typeof platega.open>;
  const agreement = () => there().subscriptions.all().at(-1)!;
  const charges = (): Bill<Sold>[] => [...there().till.bills.values()].filter(isCharge);
  const mandates = async (): Promise<Mandate[]> => db().mandates.query().orderBy('id');
  const subscription = async () => chat.shop().subscription((await held.anna.row()).id);

  /** The bytes that Platega sends, put into our inbox; nothing follows yet. */
  const keeps = async (event: string, bill: Bill<Sold>, change: object = {}): Promise<bigint> => {
    const { body } = there().till.trade.compose(event, bill, Date.now());
    const raw = Buffer.from(JSON.stringify({ ...(JSON.parse(body) as object), ...change }));
    const { id: eventId } = chat.world().payments.known.get('platega')!.webhook!.read(raw)!;
    await db().inbox.receive({ provider: 'platega', eventId, body: raw }, reconcilePayment, 'test');
    const events = db().knex('inbox_events').where({ eventId });
    return (await events.first<{ id: bigint }>('id')).id;
  };
  const tell = async (event: string, bill: Bill<Sold>, change: object = {}): Promise<void> => {
    await keeps(event, bill, change);
    await chat.work();
  };
  /** Anna is shown a page of Platega, and does not agree yet. */
  const begin = async (plan = '1 месяц'): Promise<void> => {
    await held.anna.say('/buy');
    await held.anna.tap(plan);
    await held.anna.tap('С автопродлением');
    await held.anna.tap('СБП');
    await chat.work();
  };
  /** She agrees there, and is charged for the first time; nobody tells us. */
  const agree = (): Bill<Sold> => {
    there().till.pay(agreement().id);
    there().subscriptions.tick();
    return charges().at(-1)!;
  };
  /** What happens at Platega; nobody tells us. */
  const happens = (deed: Deed): Bill<Sold> => {
    there().subscriptions.act(agreement().id, deed);
    return charges().at(-1)!;
  };

  return {
    chat,
    db,
    there,
    agreement,
    charges,
    keeps,
    tell,
    begin,
    agree,
    happens,
    mandates,
    subscription,
    anna: () => held.anna,
    mandate: async (): Promise<Mandate> => (await mandates()).at(-1)!,
    payments: () => db().payments.query().orderBy('id'),
    orders: () => db().orders.query().orderBy('id'),
    grants: () => db().knex('grants').where({ source: 'order' }).orderBy('id'),
    async buy(): Promise<void> {
      await begin();
      await tell('CONFIRMED', agree());
    },
    /** Charged once more, and told. */
    async renew(): Promise<void> {
      await tell('CONFIRMED', happens('charge'));
    },
    async switchOff(): Promise<void> {
      await held.anna.forge(act('runoff', (await subscription()).id));
      await chat.work();
    },
    /** So many times a month from now, each clamped to its own end, to a minute. */
    async expectMonths(months: number): Promise<void> {
      const { paidUntil } = await subscription();
      const awaited = monthByMonth(months).getTime();
      expect(paidUntil!.getTime()).to.be.within(awaited - 60_000, awaited);
    },
    soundBooks: async () => expect(await db().ledger.audit()).to.deep.equal([]),
  };
}
