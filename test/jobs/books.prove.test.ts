import { expect } from 'chai';
import booksMatch from '../../src/jobs/books.match.js';
import booksProve from '../../src/jobs/books.prove.js';
import { providerDefinitions } from '../../src/payments/registry.js';
import { promisedKeys } from '../support/database.js';
import { perform } from '../support/perform.js';
import { useStars } from '../support/stars.js';
import { today } from '../support/day.js';

describe('books.prove', () => {
  const stars = useStars();
  const inAnHour = () => new Date(Date.now() + 3_600_000);
  const look = (again = '') =>
    perform(booksMatch, `stars:${today()}${again}`, { ...stars.chat.scope(), now: inAnHour });
  const kinds = async () => (await stars.db().breaks.list()).map(({ kind, state }) => `${kind} ${state}`);

  it('promises each provider’s proof by itself, once a day, and that of the ledger', async () => {
    for (const slot of ['a', 'b']) await perform(booksProve, slot, stars.chat.scope());
    const keys = (await promisedKeys(stars.db())).filter((key) => /^(books|ledger)/.test(key));
    const providers = providerDefinitions.map(({ id }) => id).filter((id) => id !== 'balance');
    expect(keys).to.have.members([
      'ledger.audit:a',
      'ledger.audit:b',
      ...providers.map((id) => `books.match:${id}:${today()}`),
    ]);
  });

  it('settles Stars whose update was lost, and their refund', async () => {
    await stars.pay();
    await stars.chat.fetchUpdates();
    await look();
    expect(await stars.state()).to.equal('succeeded');

    const [charge] = stars.chat.telegram().snapshot().stars.charges;
    await stars.chat.scope().telegram.api.refundStarPayment(stars.anna().id, charge!.id);
    await look();
    await look(':again');
    expect(await stars.state()).to.equal('refunded');
    expect(await kinds()).to.deep.equal([]);
    await stars.soundBooks();
  });

  it('finds Stars that Telegram knows nothing of', async () => {
    await stars.chat.shop().see(await stars.row(), 'succeeded', { externalId: 'stx-of-nobody' });
    await look();
    await look(':again');
    expect(await kinds()).to.deep.equal(['unpaid open']);
  });
});
