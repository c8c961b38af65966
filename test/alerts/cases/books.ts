import type { WatchedShop } from '../support/watched.js';

/** Our books beside a provider's: told until a person has explained what differs, and until they are compared again. */
export function books(shop: WatchedShop): void {
  const provider = 'yookassa';

  it('tell of a difference between a provider and our books, until somebody has explained it', async () => {
    const at = new Date();
    const found = {
      provider,
      kind: 'missing',
      externalId: 'a-payment-that-only-they-know',
      paymentId: null,
      ours: 'nothing',
      theirs: 'succeeded, 199.00 RUB',
    } as const;
    const { id } = await shop.db.breaks.see(found, at);
    await shop.fires('BooksBroken', { severity: 'warn', provider });

    await shop.db.transaction((trx) =>
      shop.db.breaks.explain(trx, id, 'test', 'another shop of the same id'),
    );
    await shop.rests('BooksBroken');
  });

  it('tell of books that nobody has compared for days, until somebody does', async () => {
    const provenAt = (daysAgo: number) =>
      shop.db.settings.set(`books.proven:${provider}`, { at: Date.now() - daysAgo * 86_400_000 });
    await provenAt(1);
    await shop.rests('BooksNotProven');
    await provenAt(3);
    await shop.fires('BooksNotProven', { severity: 'warn', provider });

    await provenAt(0);
    await shop.rests('BooksNotProven');
  });
}
