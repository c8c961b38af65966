import { expect } from 'chai';
import matchBooks from '../../src/jobs/books.match.js';
import { useDatabase } from '../support/database.js';
import { perform } from '../support/perform.js';
import { there } from '../support/providers.js';
import { openShop, rub } from '../support/shop.js';
import { useWorld } from '../support/world.js';
import { today } from '../support/day.js';

describe('books.match after a backup was restored that was older than a payment', () => {
  const database = useDatabase();
  const world = useWorld();

  it('finds the payment, and goes on with the others', async () => {
    await openShop(database.db);
    const { payments } = world();
    const intent = {
      paymentId: '999',
      createdAt: new Date(),
      amount: rub(199_00n),
      description: 'x',
      payer: { telegramId: null, email: null, language: 'ru' },
    } as const;
    const call = { signal: new AbortController().signal, subject: 'test' };
    const { externalId } = await payments.known.get('yookassa')!.create!(intent, call);
    await there('yookassa', world()).pay(externalId!);

    const scope = { db: database.db, payments, now: () => new Date(Date.now() + 3_600_000) };
    for (const again of ['', ':again']) await perform(matchBooks, `yookassa:${today()}${again}`, scope);
    const found = await database.db.breaks.list();
    expect(found.map(({ kind, ours, paymentId }) => [kind, ours, paymentId])).to.deep.equal([
      ['missing', 'nothing', null],
    ]);
    expect((await database.db.breaks.standing()).provenAt).to.have.property('yookassa');
  });
});
