import { randomInt, randomUUID } from 'node:crypto';
import { expect } from 'chai';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { useChat, type Somebody } from './chatting.js';
import { useVolume } from './volume.js';

const began = new Date();

/** A shop with a crowd in it, and what somebody does there, by the code that does it in life. Call inside a `describe`. */
export function useBuying() {
  const volume = useVolume();
  const chat = useChat(volume);
  const work = async (): Promise<void> => {
    const outcomes = await volume.work(chat.scope());
    expect([...outcomes].filter(([, outcome]) => outcome !== 'done')).to.deep.equal([]);
  };
  // Each test's panel counts its accounts from one again, and its Telegram its updates from the clock, ten a second.
  beforeEach(async () => {
    const { knex } = volume.own();
    await knex('subscriptions').whereIn('panelAccount', ['1', '2', '3']).update({ panelAccount: null });
    await knex('processed_updates').where('processedAt', '>', began).delete();
  });

  const somebody = (): Somebody => chat.meet(randomInt(1, 2 ** 47));
  const yookassa = () => chat.world().sandbox.yookassa;
  const told = async (event: string, object: object): Promise<void> => {
    const body = Buffer.from(JSON.stringify({ type: 'notification', event, object }));
    await volume.db.inbox.receive(
      { provider: 'yookassa', eventId: randomUUID(), body },
      reconcilePayment,
      'test',
    );
  };
  const pay = async (): Promise<void> => {
    const { id } = yookassa().payments.at(-1)!;
    yookassa().pay(id);
    await told('payment.succeeded', { id });
  };
  const buy = async (who: Somebody): Promise<void> => {
    await who.say('/buy');
    await who.tap('1 месяц');
    await who.tap('Картой');
    await work();
    await pay();
    await work();
  };
  const paymentOf = async (who: Somebody) => {
    const { id } = await who.row();
    const sql = `select p.id from payments p join orders o on o.id = p.order_id where o.user_id = ? order by p.id desc`;
    const { rows } = await volume.own().knex.raw<{ rows: { id: bigint }[] }>(sql, [String(id)]);
    return rows[0]!.id;
  };
  /** One of the crowd who paid most often, of those who read Russian. */
  const customer = async (): Promise<Somebody> => {
    const { rows } = await volume.own().knex.raw<{ rows: { telegram_id: bigint }[] }>(
      `select telegram_id from users join orders o on o.user_id = users.id
       where users.id < ? and coalesce(language, language_guess) = 'ru' group by users.id
       order by count(*) desc limit 1`,
      [volume.people / 100],
    );
    return chat.meet(Number(rows[0]!.telegram_id));
  };

  return {
    volume,
    chat,
    work,
    somebody,
    yookassa,
    told,
    pay,
    buy,
    paymentOf,
    customer,
    /** A test whose statements must all be sound. */
    flow: (name: string, run: () => Promise<void>) =>
      it(name, async () => {
        await run();
        volume.sound();
      }),
  };
}
