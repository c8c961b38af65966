import { expect } from 'chai';
import { languageOf, type Language } from '../../src/domain/language.js';
import { useDatabase } from '../support/database.js';
import { openShop } from '../support/shop.js';

describe('a ticket of our own pages', () => {
  const database = useDatabase();
  const link = 'https://panel.example/sub/abc';

  it('leads to the link in the language of its person, else the guessed one, else the shop’s', async () => {
    const { db } = database;
    const userId = await (await openShop(db)).person();
    const { id, openTicket } = await db.transaction((trx) => db.subscriptions.lockFirst(trx, userId));
    await db.subscriptions.query().findById(id).patch({ link });
    const people: [language: Language | null, guess: string | null, fallback: Language, shown: string][] = [
      ['ru', 'en', 'en', 'ru'],
      [null, 'en', 'ru', 'en'],
      [null, 'EN-GB', 'ru', 'en'],
      [null, 'ru', 'en', 'ru'],
      [null, 'de', 'en', 'en'],
      [null, 'rue', 'en', 'en'],
      [null, null, 'en', 'en'],
      [null, null, 'ru', 'ru'],
    ];
    for (const [language, languageGuess, fallback, shown] of people) {
      await db.users.query().findById(userId).patch({ language, languageGuess });
      const found = await db.subscriptions.behind(openTicket);
      expect(found?.link).to.equal(link);
      expect(languageOf(found!, fallback), `${language} ${languageGuess} ${fallback}`).to.equal(shown);
    }
  });

  it('leads nowhere where there is nothing to connect to, or no such ticket', async () => {
    const { db } = database;
    const userId = await (await openShop(db)).person();
    const { openTicket } = await db.transaction((trx) => db.subscriptions.lockFirst(trx, userId));
    expect(await db.subscriptions.behind(openTicket)).to.equal(null);
    expect(await db.subscriptions.behind(crypto.randomUUID())).to.equal(null);
  });
});
