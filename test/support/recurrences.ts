import { expect } from 'chai';
import { act } from '../../src/buttons.js';
import { monthByMonth } from './day.js';
import type { Mandate } from '../../src/db/models/mandate.js';
import matchBooks from '../../src/jobs/books.match.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import type { HeleketTill } from '../../src/sandbox/heleket-api.js';
import { compose } from '../../src/sandbox/heleket-wire.js';
import { useChat, type Somebody } from './chatting.js';
import { perform } from './perform.js';
import { sellRepeats } from './sell-repeats.js';
import { today } from './day.js';

/** A shop where Cryptomus charges again and again, and anna in it. Call inside a `describe`. */
export function useRecurrences() {
  const chat = useChat();
  const held = {} as { anna: Somebody };
  const db = () => chat.db();
  beforeEach(() => {
    sellRepeats(chat, ['balance', 'heleket', 'cryptomus']);
    held.anna = chat.meet();
  });
  const till = () => (chat.world().sandbox.others.get('cryptomus') as unknown as { till: HeleketTill }).till;
  /** What anna was shown last there. */
  const bill = () => [...till().bills.values()].at(-1)!;
  const subscription = async () => chat.shop().subscription((await held.anna.row()).id);

  return {
    chat,
    db,
    till,
    bill,
    subscription,
    anna: () => held.anna,

    /** The page that she is shown, where she chose to be charged again and again. */
    async begin(plan = '1 месяц'): Promise<void> {
      await held.anna.say('/buy');
      await held.anna.tap(plan);
      await held.anna.tap('С автопродлением');
      await held.anna.tap('Cryptomus');
      await chat.work();
    },
    /** She agrees there, and pays the first one; the next ones come. */
    pays: () => till().pay(bill().id),
    comes: () => chat.world().control('POST', `/cryptomus/recurrences/${bill().id}/charge`),
    /** She ends it there. */
    ends: () => chat.world().control('POST', `/cryptomus/recurrences/${bill().id}/cancel`),

    /** What Cryptomus tells of it now, as the web process stores it; understood at once unless told otherwise. */
    async hears(event = 'paid', works = true): Promise<string> {
      const body = Buffer.from(compose(event, bill()).body);
      const { webhook } = chat.world().payments.known.get('cryptomus')!;
      webhook!.verify({ raw: body, headers: {}, ip: '127.0.0.1' });
      const eventId = webhook!.read(body)!.id;
      await db().inbox.receive({ provider: 'cryptomus', eventId, body }, reconcilePayment, 'test');
      if (works) await chat.work();
      const row = await db().knex('inbox_events').where({ eventId }).first<{ id: bigint }>('id');
      return String(row.id);
    },

    async buy(): Promise<void> {
      await this.begin();
      this.pays();
      await this.hears();
    },
    /** The daily proof of the books, an hour later. */
    async match(again = ''): Promise<void> {
      const at = new Date(Date.now() + 3_600_000);
      const subject = `cryptomus:${today(at)}${again}`;
      await perform(matchBooks, subject, { ...chat.scope(), now: () => at });
    },

    mandate: async (): Promise<Mandate> =>
      db().mandates.query().orderBy('id', 'desc').first().throwIfNotFound(),
    orders: () => db().orders.query().orderBy('id'),
    payments: () => db().payments.query().orderBy('id'),
    grants: () => db().knex('grants').where({ source: 'order' }).orderBy('id'),
    /** So many times a month from when it was bought, each clamped to its own end, to a minute. */
    async expectMonths(count: number): Promise<void> {
      const { paidUntil } = await subscription();
      const end = monthByMonth(count);
      expect(paidUntil!.getTime()).to.be.within(end.getTime() - 60_000, end.getTime());
    },
    /** Turns it off in the chat. */
    async stop(): Promise<void> {
      await held.anna.forge(act('runoff', (await subscription()).id));
      await chat.work();
    },
    soundBooks: async () => expect(await db().ledger.audit()).to.deep.equal([]),
  };
}
