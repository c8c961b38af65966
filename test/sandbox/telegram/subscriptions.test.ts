import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { type Opened, openChat, refused } from './open-telegram.js';

describe('the sandbox Bot API: subscriptions in Stars', () => {
  let sandbox: Opened;
  let offset = 0;
  beforeEach(async () => {
    sandbox = await openChat();
    offset = 0;
    const link = await sandbox.api.createInvoiceLink(
      'VPN',
      'A month',
      'order:1',
      '',
      'XTR',
      [{ label: 'Month', amount: 150 }],
      { subscription_period: 2_592_000 },
    );
    const paying = sandbox.telegram.payInvoice(42, link);
    await sandbox.api.answerPreCheckoutQuery((await next()).pre_checkout_query!.id, true);
    await paying;
    await next();
  });
  afterEach(() => sandbox.close());

  const next = async (): Promise<Update> => {
    const [update] = await sandbox.api.getUpdates({ offset, timeout: 3, limit: 1 });
    if (!update) throw new Error('no update came');
    offset = update.update_id + 1;
    return update;
  };
  const only = () => sandbox.telegram.subscriptions(42)[0]!;
  const on = (deed: string, id = only().id) => sandbox.control(`/chats/42/subscriptions/${id}`, { deed });

  it('are charged again when their time comes, without asking, under an id of their own', async () => {
    const { until, id } = only();
    expect((await on('renew')).status).to.equal(200);
    const { successful_payment: paid } = (await next()).message!;
    expect(paid).to.include({ invoice_payload: 'order:1', is_recurring: true, total_amount: 150 });
    expect(paid).to.not.have.property('is_first_recurring');
    expect(paid!.subscription_expiration_date).to.equal(until + 2_592_000);
    expect(paid!.telegram_payment_charge_id).not.to.equal(id);
    const { transactions } = await sandbox.api.getStarTransactions();
    expect(transactions.map(({ date }) => date)).to.deep.equal([until - 2_592_000, until]);
  });

  it('are canceled, taken up and not paid by their person, of which the bot hears', async () => {
    for (const [deed, state] of [
      ['cancel', 'canceled'],
      ['resume', 'active'],
      ['fail', 'failed'],
    ] as const) {
      await on(deed);
      expect((await next()).subscription).to.deep.include({ invoice_payload: 'order:1', state });
    }
    await on('cancel');
    expect((await on('renew')).status).to.equal(409);
    expect((await on('renew', 'stx0')).status).to.equal(404);
    expect((await on('explode')).status).to.equal(400);
  });

  it('that the bot canceled are not taken up until it allows it, and are canceled till then', async () => {
    const { id } = only();
    await sandbox.api.editUserStarSubscription(42, id, true);
    expect((await on('resume')).status).to.equal(409);
    await sandbox.api.editUserStarSubscription(42, id, false);
    expect((await on('renew')).status).to.equal(409);
    expect((await on('resume')).status).to.equal(200);
    expect((await on('renew')).status).to.equal(200);
    await refused(sandbox.api.editUserStarSubscription(42, 'stx0', true), 'Bad Request: CHARGE_ID_INVALID');
    expect(sandbox.telegram.snapshot().stars.subscriptions).to.have.length(1);
    const { body } = await sandbox.control('/chats/42/subscriptions');
    expect(body).to.have.length(1);
  });
});
