import { expect } from 'chai';
import mandateMatch from '../../src/jobs/mandate.match.js';
import checkPayment from '../../src/jobs/payment.check.js';
import { perform } from '../support/perform.js';
import { usePlatega } from '../support/platega.js';

describe('what Platega charged, and nobody told us,', () => {
  const platega = usePlatega();
  const { begin, agree, buy, happens, tell, mandate, payments, grants, expectMonths } = platega;
  const match = async (): Promise<void> => {
    await perform(mandateMatch, 'tick', platega.chat.scope());
    await platega.chat.work();
  };
  const named = async () => (await payments()).map(({ externalId }) => externalId);

  it('is found in its list, each once, and told of late is the same charge', async () => {
    await buy();
    const [second, third] = [happens('charge'), happens('charge')];
    await match();
    await match();
    await expectMonths(3);
    const { externalId } = await mandate();
    expect(await named()).to.deep.equal([platega.charges()[0]!.id, `${externalId}#2`, `${externalId}#3`]);
    expect(await mandate()).to.deep.include({ paidUntil: new Date(platega.agreement().data.nextMs!) });

    await tell('CONFIRMED', third);
    await tell('CONFIRMED', second);
    await match();
    expect(await grants()).to.have.length(3);
    expect(await named()).to.have.members(platega.charges().map(({ id }) => id));
    await expectMonths(3);
    await platega.soundBooks();
  });

  it('is found where its person asks, also the first of all, and gets its name later', async () => {
    await begin();
    const first = agree();
    await perform(checkPayment, (await payments())[0]!.id, platega.chat.scope());
    await platega.chat.work();
    await expectMonths(1);
    expect(await mandate()).to.include({ wanted: true, state: 'on' });
    await tell('CONFIRMED', first);
    expect(await named()).to.deep.equal([first.id]);
    await tell('CONFIRMED', happens('charge'));
    await expectMonths(2);
    expect(await grants()).to.have.length(2);
    await platega.soundBooks();
  });

  it('is found in the list where nobody asked for the first of all', async () => {
    await begin();
    agree();
    await match();
    await expectMonths(1);
  });

  it('is found to have come to nothing, or to be over, and its person hears of it', async () => {
    await buy();
    happens('fail');
    await match();
    expect(await mandate()).to.include({ state: 'failed', wanted: true });
    expect(platega.anna().last().text).to.include('Продлить не получилось');
    happens('cancel');
    await match();
    expect(await mandate()).to.include({ state: 'stopped', wanted: false });
    await expectMonths(1);
  });

  it('is not asked for where nothing was ever sold so', async () => {
    await match();
    expect(platega.there().till.out.journal).to.deep.equal([]);
  });

  it('is not asked for while nothing happened', async () => {
    await begin();
    await buy();
    await match();
    const asked = platega.there().till.out.journal.map(({ what }) => what);
    const before = asked.length;
    await match();
    const since = platega
      .there()
      .till.out.journal.slice(before)
      .map(({ what }) => what);
    expect(since).to.deep.equal(['GET /subscription']);
  });

  it('is looked for page by page, and what is none of ours changes nothing', async () => {
    await buy();
    const { subscriptions } = platega.there();
    const rest = { minor: 5_00, currency: 'RUB', description: 'another shop' } as const;
    for (let n = 0; n < 120; n += 1) subscriptions.subscribe({ ...rest, unit: 3, every: 1 });
    const own = (await mandate()).externalId;
    subscriptions.act(own, 'charge');
    await match();
    await expectMonths(2);
    expect(await platega.mandates()).to.have.length(1);
  });
});
