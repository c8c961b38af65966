import { expect } from 'chai';
import { Later } from '../../src/domain/errors.js';
import reconcilePayment from '../../src/jobs/payment.reconcile.js';
import { useMandates } from '../support/mandates.js';
import { perform } from '../support/perform.js';
import { failure } from '../support/shop.js';

describe('what Telegram tells of a subscription', () => {
  const stars = useMandates();
  const { buy, begin, pay, happens, mandate, expectTerms } = stars;
  const behind = { now: () => new Date(Date.now() + 600_000) };
  const reconcile = (id: bigint, more = {}) =>
    perform(reconcilePayment, id, { ...stars.chat.scope(), ...more });
  /** Puts all that Telegram has for us into the inbox, and answers what was put there, in order. */
  const keeps = async (): Promise<bigint[]> => {
    for (const update of await stars.chat.fetchUpdates()) await stars.chat.handle(update);
    const events = stars.db().knex('inbox_events').where({ state: 'new' });
    return events.orderBy('id').pluck<bigint[]>('id');
  };
  const states = () => stars.db().knex('inbox_events').orderBy('id').pluck('state');
  /** The next charge is due now. */
  const comesDue = () => void (stars.subscriptions()[0]!.until = Math.floor(Date.now() / 1_000));

  it('waits for the first charge, however far behind we are: what was ended at once stays ended', async () => {
    await pay(await begin());
    await happens('cancel', false);
    const [charge, end] = await keeps();
    expect(await failure(reconcile(end!, behind))).to.be.instanceOf(Later);
    await reconcile(charge!);
    expect(await mandate()).to.include({ state: 'on' });
    await reconcile(end!, behind);
    expect(await mandate()).to.include({ state: 'paused', wanted: true });
    expect(await states()).to.deep.equal(['applied', 'applied']);
    await stars.chat.work();
    expect(stars.anna().last().text).to.include('приостановлено');
    await expectTerms(1);
  });

  it('stays where a charge that came before it is understood after it', async () => {
    await buy();
    comesDue();
    await happens('renew', false);
    await happens('cancel', false);
    const [charge, end] = await keeps();
    await reconcile(end!);
    await reconcile(charge!);
    expect(await mandate()).to.include({ state: 'paused' });
    await expectTerms(2);
  });

  it('is over where a charge came after it, also when it was not told that its payer took it up again', async () => {
    await buy();
    await happens('cancel');
    expect(await mandate()).to.include({ state: 'paused' });
    stars.subscriptions()[0]!.canceled = false;
    await happens('renew');
    expect(await mandate()).to.include({ state: 'on' });
  });

  it('is over where there was too little for the charge, and it came later', async () => {
    await buy();
    comesDue();
    await happens('fail');
    expect(await mandate()).to.include({ state: 'failed' });
    await happens('renew');
    expect(await mandate()).to.include({ state: 'on' });
  });

  it('counts in the order in which it was told, in whichever it is understood', async () => {
    await buy();
    await happens('cancel', false);
    await happens('resume', false);
    const [end, again] = await keeps();
    await reconcile(again!);
    await reconcile(end!);
    expect(await mandate()).to.include({ state: 'on' });
    expect(await states()).to.deep.equal(['applied', 'applied', 'applied']);
  });

  it('is one, told twice', async () => {
    await buy();
    await happens('cancel', false);
    const updates = await stars.chat.fetchUpdates();
    for (const update of [...updates, ...updates]) await stars.chat.handle(update);
    await stars.chat.work();
    expect(await states()).to.deep.equal(['applied', 'applied']);
    expect(await mandate()).to.include({ state: 'paused' });
  });
});
