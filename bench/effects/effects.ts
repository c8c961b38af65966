import type { Transaction } from 'objection';
import type { Db } from '../../src/db/db.js';
import type { Person } from '../../src/db/models/user.js';
import { money } from '../../src/domain/money.js';
import { activatePromo } from '../../src/effects/activate-promo.js';
import { payFromBalance } from '../../src/effects/pay-from-balance.js';

export const code = 'BENCH';

/** Of the plan that all of them buy, as its button says. */
let monthId: bigint | null | undefined;

type Effect = (db: Db, telegramId: number, updateId: number) => Promise<void>;

/** What an update does to the database, as the chat has it done: all of it in one transaction of its person. */
const update =
  (decide: (db: Db, trx: Transaction, person: Person) => Promise<string>): Effect =>
  (db, telegramId, updateId) =>
    db.transaction(async (trx) => {
      const sender = {
        telegramId: BigInt(telegramId),
        firstName: 'Вера',
        username: null,
        languageCode: 'ru',
      };
      const person = await db.users.meet(trx, BigInt(updateId), sender);
      if (!person) throw new Error(`update ${updateId} was handled before`);
      await db.users.looksAt(trx, person.id, await decide(db, trx, person), null);
    });

export const effects = {
  /** The code that everybody activates gives a day. */
  promo: update(async (db, trx, { id }) => {
    const result = await activatePromo(db, trx, id, code, new Date());
    if ('refused' in result) throw new Error(`the code was refused: ${result.refused}`);
    return `waiting:${result.subscriptionId}`;
  }),

  /** A month for money on the balance. */
  checkout: update(async (db, trx, { id: userId }) => {
    monthId ??= (await db.plans.onOffer(trx)).find(({ months }) => months === 1)?.id ?? null;
    const offered = monthId === null ? undefined : await db.plans.offered(monthId, trx);
    if (!offered) throw new Error('nobody sells a month');
    await db.promoCodes.discounts(trx, userId, new Date());
    await db.ledger.balances(userId, trx);
    const subscription = await db.subscriptions.first(trx, userId);
    const order = await db.orders.findOrOpen(trx, {
      userId,
      subscriptionId: subscription?.id ?? null,
      kind: 'buy',
      planVersionId: offered.id,
      price: offered.price ?? money(0n, 'RUB'),
    });
    const paid = await payFromBalance(db, trx, order, new Date());
    if (paid === null) throw new Error('the balance was too small');
    return `waiting:${paid}`;
  }),
} satisfies Record<string, Effect>;

export type EffectName = keyof typeof effects;
