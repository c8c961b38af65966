import { expect } from 'chai';
import { act } from '../../src/buttons.js';
import { agreeToRenew } from '../../src/effects/agree-to-renew.js';
import reviewRenewal from '../../src/jobs/renewal.review.js';
import { useMandates } from '../support/mandates.js';
import { perform } from '../support/perform.js';
import { rub } from '../support/shop.js';

describe('beside something else, what a provider charges by itself', () => {
  const stars = useMandates();
  const { buy, begin, pay, hears, happens, mandate, mandates, expectTerms } = stars;
  const screen = async () => {
    await stars.anna().forge(`1:o:renewal:${(await stars.subscription()).id}`);
    return stars.anna().last();
  };

  it('is not begun twice: not offered again, refused at the till, and stopped where it came to that', async () => {
    const link = await begin();
    await pay(link);
    const receipts = await stars.chat.fetchUpdates();
    await pay(link, stars.anna(), false);
    for (const update of receipts) await stars.chat.handle(update);
    await hears();
    const [first, second] = await mandates();
    expect(first).to.include({ wanted: true, state: 'on' });
    expect(second).to.include({ wanted: false, state: 'stopped', subscriptionId: null });
    const { id: userId } = await stars.anna().row();
    expect(await stars.db().ledger.balance(`user:${userId}`, 'XTR')).to.equal(150n);

    await stars.anna().say('/buy');
    await stars.anna().tap('1 месяц');
    expect(stars.anna().labels().join()).not.to.include('С автопродлением');
    await stars.soundBooks();
  });

  it('is begun anew while the one before rests, which is stopped then; and not beside one that runs again', async () => {
    await buy();
    await happens('cancel');
    const link = await begin();
    await happens('resume');
    expect(await pay(link)).to.have.property('paid', false);
    await happens('cancel');
    expect(await pay(link)).to.have.property('paid', true);
    await hears();
    const [first, second] = await mandates();
    expect(first).to.include({ wanted: false, state: 'stopped' });
    expect(second).to.include({ wanted: true, state: 'on', subscriptionId: first!.subscriptionId });
    await expectTerms(2);
  });

  it('ends our own renewal of the same subscription, which charges nothing beside it', async () => {
    await buy();
    const { id: subscriptionId, userId, planVersionId, paidUntil } = await stars.subscription();
    const { db } = stars.chat.scope();
    await stars.chat.shop().give(userId, rub(1_000_00n));
    const price = rub(199_00n);
    const agreed = { subscriptionId, userId, methodId: null, planVersionId: planVersionId!, price };
    await db.transaction((trx) => agreeToRenew(db, trx, agreed));
    const soon = { now: () => new Date(paidUntil!.getTime() - 3_600_000) };
    await perform(reviewRenewal, subscriptionId, { ...stars.chat.scope(), ...soon });
    expect(await db.renewals.of(db.knex, subscriptionId)).to.include({ active: false });
    expect(await stars.orders()).to.have.length(1);
    expect((await screen()).text).to.include('Звёздами Telegram');
  });

  it('runs until its provider knows that it is to stop: nothing else is begun or charged meanwhile', async () => {
    await buy();
    await happens('cancel');
    const link = await begin();
    await happens('resume');
    const { id, userId, paidUntil } = await stars.subscription();
    await stars.chat.shop().give(userId, rub(1_000_00n));
    await stars.anna().forge(act('runoff', id)); // and nobody has told Telegram yet
    expect(await mandate()).to.include({ wanted: false, state: 'on' });

    expect(await pay(link)).to.have.property('paid', false);
    await stars.anna().say('/buy');
    await stars.anna().tap('1 месяц');
    expect(stars.anna().labels().join()).not.to.include('С автопродлением');
    await screen();
    await stars.anna().tap('Другой способ продления');
    await stars.anna().tap('с баланса');
    await stars.anna().tap('Да, включить');
    const { db } = stars.chat.scope();
    const soon = { now: () => new Date(paidUntil!.getTime() - 3_600_000) };
    await perform(reviewRenewal, id, { ...stars.chat.scope(), ...soon });
    expect(await db.renewals.of(db.knex, id)).to.include({ active: true, noticedAt: null });

    await stars.chat.work();
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    await perform(reviewRenewal, id, { ...stars.chat.scope(), ...soon });
    expect(await db.renewals.of(db.knex, id))
      .to.have.property('noticedAt')
      .that.is.a('date');
    expect(await pay(link)).to.have.property('paid', true);
  });

  it('gives way for good to another way that its person chooses while it does not charge', async () => {
    await buy();
    await happens('fail');
    const { userId } = await stars.subscription();
    await stars.chat.shop().give(userId, rub(1_000_00n));
    await screen();
    await stars.anna().tap('Другой способ продления');
    await stars.anna().tap('с баланса');
    await stars.anna().tap('Да, включить');
    await stars.chat.work();
    expect(await mandate()).to.include({ wanted: false, state: 'stopped' });
    expect((await screen()).text).to.include('Автопродление включено');
    expect(stars.anna().last().text).to.include('с баланса');
  });
});
