import { expect } from 'chai';
import type { Order } from '../../src/db/models/order.js';
import type { Payment } from '../../src/db/models/payment.js';
import { useDatabase } from '../support/database.js';
import { openShop, rub, type TestShop } from '../support/shop.js';
import { splitting } from '../support/splitting.js';

describe('money that is held in part', () => {
  const database = useDatabase();
  let shop: TestShop;
  let userId: bigint;
  beforeEach(async () => {
    shop = await openShop(database.db);
    userId = await shop.person();
    await shop.give(userId, rub(50_00n));
  });
  const { open, attempt, refund } = splitting(() => ({ db: database.db, shop, userId }));

  it('is neither lost nor made, whatever comes in whatever order', async function () {
    this.timeout(60_000);
    let state = 20_261_126;
    const random = (below: number) => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 5; round += 1) {
      const known: { order: Order; payments: Payment[] }[] = [];
      const anyone = () => known[random(known.length)];
      let came = 0n;
      for (let step = 0; step < 10; step += 1) {
        const which = anyone();
        const deed = which ? random(6) : 0;
        if (deed === 0) {
          const balance = await shop.balance(userId);
          const part =
            balance === 0n ? 0n : BigInt(random(Number(balance < 198_00n ? balance : 198_00n))) + 1n;
          const order = await open(part > balance ? 0n : part);
          if (order && !known.some(({ order: { id } }) => id === order.id))
            known.push({ order, payments: [] });
        } else if (deed === 1 && which) {
          const { state: now } = await database.db.orders.query().findById(which.order.id).throwIfNotFound();
          if (now === 'open')
            which.payments.push(await attempt(which.order, ['yookassa', 'stripe', 'cryptopay'][random(3)]));
        } else if (deed === 2 && which) {
          await database.db.orders
            .query()
            .where({ id: which.order.id, state: 'open' })
            .patch({ state: 'canceled' });
        } else if (which?.payments.length) {
          const payment = which.payments[random(which.payments.length)]!;
          if (deed === 5 && (await shop.stateOf(payment)) === 'succeeded') await refund(payment);
          else if ((await shop.stateOf(payment)) !== 'refunded') await shop.see(payment);
        }
        came = -(await shop.sum('provider:yookassa')) - (await shop.sum('provider:stripe'));
        came -= await shop.sum('provider:cryptopay');
        const held = await database.db
          .knex('ledger_accounts')
          .where('name', 'like', 'held:%')
          .sum('balance_minor as s');
        const inside =
          (await shop.balance(userId)) + (await shop.sum('sales')) + BigInt(String(held[0]!['s'] ?? 0));
        expect(inside, `round ${round}, step ${step}`).to.equal(50_00n + came);
      }
      expect(await database.db.ledger.audit()).to.deep.equal([]);
    }
  });
});
