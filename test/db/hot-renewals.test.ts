import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { telegramIdBase } from '../../seeds/crowd-rows.js';
import { ask } from '../../src/db/ask.js';
import sweepRenewals from '../../src/jobs/renewal.sweep.js';
import { promise } from '../../src/queue/promise.js';
import { useBuying } from '../support/buying.js';
import { rub } from '../support/shop.js';

describe('among a crowd, what renews itself is found by an index:', function () {
  this.timeout(60_000);
  const { volume, chat, work, flow } = useBuying();

  /** The next of the crowd whose subscription renews itself by a card; each test takes one of its own. */
  let taken = 0n;
  const renewing = async (): Promise<bigint> => {
    const [found] = await ask<{ id: bigint }>(
      volume.own().knex,
      `select subscription_id id from renewals where active and method_id is not null and subscription_id > ?
       order by subscription_id limit 1`,
      taken,
    );
    return (taken = found!.id);
  };
  /** It ends in twelve hours, and its person was told in time. */
  const isDue = async (id: bigint): Promise<void> => {
    const end = new Date(Date.now() + 12 * 3_600_000);
    const { knex } = volume.own();
    const row = knex('subscriptions').where({ id: String(id) });
    await row.update({ paidUntil: end, renewAt: new Date() });
    await knex('renewals')
      .where({ subscriptionId: String(id) })
      .update({ noticedAt: new Date(Date.now() - 24 * 3_600_000), noticedEnd: end, agreedAt: new Date(0) });
  };
  const sweep = () =>
    volume.db.transaction((trx) => promise(trx, sweepRenewals, randomUUID(), {}, { once: true, lane: 2 }));

  flow('what is due, how it stands, and a charge of a card that is gone', async () => {
    const id = await renewing();
    await isDue(id);
    await sweep();
    await work();
    const { rows } = await volume.own().knex.raw<{ rows: { state: string }[] }>(
      `select p.state from payments p join orders o on o.id = p.order_id
       where o.subscription_id = ? and o.term_number is not null`,
      [String(id)],
    );
    expect(rows.map(({ state }) => state)).to.deep.equal(['failed']);
  });

  flow('what is paid from the balance', async () => {
    const id = await renewing();
    await isDue(id);
    const { knex, ledger } = volume.own();
    const renewal = knex('renewals').where({ subscriptionId: String(id) });
    await renewal.update({ methodId: null });
    const [{ userId, priceMinor } = { userId: 0n, priceMinor: 0n }] = await ask<{
      userId: bigint;
      priceMinor: bigint;
    }>(knex, 'select user_id, price_minor from renewals where subscription_id = ?', id);
    const give = {
      key: `hot:${randomUUID()}`,
      from: 'adjust',
      to: `user:${userId}`,
      amount: rub(priceMinor),
    } as const;
    await volume.own().transaction((trx) => ledger.transfer(trx, give));
    await sweep();
    await work();
  });

  flow('whatever its person looks at: how it renews, their cards, and what they paid', async () => {
    const anna = chat.meet(telegramIdBase + Number(await renewing()));
    await anna.say('/start');
    for (const label of ['Моя подписка', 'Автопродление', 'Другой способ оплаты', 'Назад'])
      await anna.tap(label);
    await anna.say('/menu');
    for (const label of ['Баланс', 'Способы оплаты', 'Mir']) await anna.tap(label);
    expect(anna.last().text).to.include('Mir');
    await anna.say('/menu');
    await anna.tap('Платежи');
  });
});
