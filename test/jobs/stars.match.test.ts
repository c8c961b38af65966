import { expect } from 'chai';
import starsMatch from '../../src/jobs/stars.match.js';
import { perform } from '../support/perform.js';
import { failure } from '../support/shop.js';
import { useStars } from '../support/stars.js';

describe('stars.match: a payment whose update was lost', () => {
  const stars = useStars();
  const match = () => perform(starsMatch, 'tick', stars.chat.scope());

  beforeEach(async () => {
    await stars.pay();
    await stars.chat.fetchUpdates();
  });

  it('is found in the list of transactions, once', async () => {
    await match();
    await match();
    expect(await stars.state()).to.equal('succeeded');
    expect(await stars.grants()).to.have.length(1);
    expect(await stars.sales()).to.equal(100n);
    const event = await stars.db().knex('payment_events').orderBy('id', 'desc').first<{ source: string }>();
    expect(event.source).to.equal('stars.match');
    await stars.soundBooks();
  });

  it('and its refund’s too: both are found', async () => {
    const [charge] = stars.chat.telegram().snapshot().stars.charges;
    await stars.chat.scope().telegram.api.refundStarPayment(stars.anna().id, charge!.id);
    await stars.chat.fetchUpdates();
    await match();
    expect(await stars.state()).to.equal('refunded');
    await stars.soundBooks();
  });

  it('is looked for again where the last look failed, and not in what was seen', async () => {
    stars.chat.telegram().addFault({ method: 'getStarTransactions', kind: '500', times: 1 });
    expect(await failure(match())).to.be.instanceOf(Error);
    expect(await stars.db().settings.get('stars.match')).to.equal(undefined);
    await match();
    expect(await stars.state()).to.equal('succeeded');

    const later = () => new Date(Date.now() + 3_600_000);
    await perform(starsMatch, 'tick', { ...stars.chat.scope(), now: later });
    const before = stars.chat.telegram().journal('getStarTransactions').length;
    await perform(starsMatch, 'tick', { ...stars.chat.scope(), now: later });
    const pages = stars.chat.telegram().journal('getStarTransactions').slice(before);
    expect(pages.flatMap(({ result }) => (result as { transactions: object[] }).transactions)).to.have.length(
      2,
    );
  });
});
