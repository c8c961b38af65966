import { expect } from 'chai';
import type { Update } from 'grammy/types';
import { type Opened, openChat, refused } from './open-telegram.js';

describe('the sandbox Bot API: Telegram Stars', () => {
  let sandbox: Opened;
  let offset = 0;
  beforeEach(async () => {
    sandbox = await openChat({ checkoutMs: 1_000 });
    offset = 0;
  });
  afterEach(() => sandbox.close());

  const price = [{ label: 'Month', amount: 150 }];
  const invoice = (payload = 'order:1') =>
    sandbox.api.sendInvoice(42, 'VPN', 'A month of VPN', payload, 'XTR', price);
  const next = async (): Promise<Update> => {
    const [update] = await sandbox.api.getUpdates({ offset, timeout: 3, limit: 1 });
    if (!update) throw new Error('no update came');
    offset = update.update_id + 1;
    return update;
  };

  it('asks the bot, takes the Stars and brings the receipt', async () => {
    const { message_id: id, invoice: shown } = await invoice();
    const paying = sandbox.telegram.payInvoice(42, id);

    const { pre_checkout_query: query } = await next();
    await sandbox.api.answerPreCheckoutQuery(query?.id ?? '', true);
    const { message } = await next();

    expect(shown).to.include({ title: 'VPN', currency: 'XTR', total_amount: 150 });
    expect(query).to.include({ currency: 'XTR', total_amount: 150, invoice_payload: 'order:1' });
    expect(await paying).to.deep.equal({ paid: true, error: null });
    expect(message?.successful_payment).to.include({ invoice_payload: 'order:1', total_amount: 150 });
    expect(message?.successful_payment?.telegram_payment_charge_id).to.match(/^stx/);
  });

  it('pays through the button that an invoice has by itself', async () => {
    const { message_id: id } = await invoice();
    const tapped = sandbox.telegram.tap(42, { message_id: id, row: 0, col: 0 });

    await sandbox.api.answerPreCheckoutQuery((await next()).pre_checkout_query?.id ?? '', true);

    expect(await tapped).to.deep.equal({ answered: true, payment: { paid: true, error: null } });
  });

  it('shows the bot’s reason when it declines, and charges nothing', async () => {
    const { message_id: id } = await invoice();
    const paying = sandbox.telegram.payInvoice(42, id);
    const query = (await next()).pre_checkout_query?.id ?? '';

    await refused(
      sandbox.api.answerPreCheckoutQuery(query, false),
      'Bad Request: parameter "error_message" is required',
    );
    await sandbox.api.answerPreCheckoutQuery(query, false, { error_message: 'Sold out' });

    expect(await paying).to.deep.equal({ paid: false, error: 'Sold out' });
    expect(sandbox.telegram.snapshot().stars.charges).to.deep.equal([]);
  });

  it('fails the payment when the bot is late, and refuses the late answer', async () => {
    const { message_id: id } = await invoice();
    const paying = sandbox.telegram.payInvoice(42, id);
    const query = (await next()).pre_checkout_query?.id ?? '';

    expect(await paying).to.have.property('paid', false);
    await refused(
      sandbox.api.answerPreCheckoutQuery(query, true),
      'Bad Request: query is too old and response timeout expired or query ID is invalid',
    );
    expect(sandbox.telegram.snapshot().stars.charges).to.deep.equal([]);
  });

  it('gives a link that anybody may pay as often as they like', async () => {
    const link = await sandbox.api.createInvoiceLink('VPN', 'A month', 'sub:1', '', 'XTR', price, {
      subscription_period: 2_592_000,
    });
    sandbox.telegram.addPerson({ id: 43, first_name: 'Boris' });
    const charges: (string | undefined)[] = [];
    for (const person of [42, 43]) {
      const paying = sandbox.telegram.payInvoice(person, link);
      await sandbox.api.answerPreCheckoutQuery((await next()).pre_checkout_query?.id ?? '', true);
      await paying;
      const payment = (await next()).message?.successful_payment;
      expect(payment).to.include({ is_recurring: true, is_first_recurring: true });
      charges.push(payment?.telegram_payment_charge_id);
    }

    expect(link).to.match(/^https:\/\/t\.me\/\$/);
    expect(charges[0]).not.to.equal(charges[1]);
  });

  describe('once they are paid', () => {
    const pay = async (payload: string): Promise<string> => {
      const link = await sandbox.api.createInvoiceLink('VPN', 'A month', payload, '', 'XTR', price);
      const paying = sandbox.telegram.payInvoice(42, link);
      await sandbox.api.answerPreCheckoutQuery((await next()).pre_checkout_query?.id ?? '', true);
      await paying;
      return (await next()).message?.successful_payment?.telegram_payment_charge_id ?? '';
    };
    const all = async (...asked: Parameters<typeof sandbox.api.getStarTransactions>) =>
      (await sandbox.api.getStarTransactions(...asked)).transactions;

    it('are listed from an offset on, the oldest first, a hundred at most', async () => {
      const ids = [await pay('1'), await pay('2'), await pay('3')];

      const listed = await all();
      expect(listed.map(({ id }) => id)).to.deep.equal(ids);
      expect(listed[0]).to.deep.include({ amount: 150 });
      expect(listed[0]?.source).to.deep.include({
        type: 'user',
        transaction_type: 'invoice_payment',
        invoice_payload: '1',
      });
      expect(listed[0]?.source).to.have.nested.property('user.id', 42);
      expect((await all({ offset: 1, limit: 1 })).map(({ id }) => id)).to.deep.equal([ids[1]]);
      expect(await all({ offset: 3 })).to.deep.equal([]);
      expect(await all({ limit: 1_000 })).to.have.length(3);
    });

    it('are given back once, which the bot says in the chat', async () => {
      const id = await pay('order:1');
      await sandbox.api.refundStarPayment(42, id);

      const { message } = await next();
      expect(message?.from?.is_bot).to.equal(true);
      expect(message?.chat.id).to.equal(42);
      expect(message?.refunded_payment).to.deep.equal({
        currency: 'XTR',
        total_amount: 150,
        invoice_payload: 'order:1',
        telegram_payment_charge_id: id,
      });
      const [paid, back] = await all();
      expect([paid?.id, back?.id]).to.deep.equal([id, id]);
      expect(paid).to.have.property('source');
      expect(back).to.have.property('receiver');
      expect(sandbox.telegram.view(42).messages.at(-1)?.refund).to.deep.equal({
        total: 150,
        currency: 'XTR',
      });

      await refused(sandbox.api.refundStarPayment(42, id), 'Bad Request: CHARGE_ALREADY_REFUNDED');
      expect(await all()).to.have.length(2);
    });

    it('are given back to nobody else', async () => {
      const id = await pay('order:1');
      sandbox.telegram.addPerson({ id: 43, first_name: 'Boris' });
      await refused(sandbox.api.refundStarPayment(43, id), 'Bad Request: CHARGE_NOT_FOUND');
      await refused(sandbox.api.refundStarPayment(42, 'stx1'), 'Bad Request: CHARGE_NOT_FOUND');
      expect(await all()).to.have.length(1);
    });
  });

  it('refuses invoices that Telegram refuses', async () => {
    const good = { title: 'VPN', description: 'd', payload: 'p', currency: 'XTR', prices: price };
    const link = async (changed: object) => {
      const { body } = await sandbox.call('createInvoiceLink', { ...good, ...changed });
      return body.description;
    };

    expect(await link({ title: 'x'.repeat(33) })).to.equal('Bad Request: invalid invoice title specified');
    expect(await link({ description: '' })).to.equal('Bad Request: parameter "description" is required');
    expect(await link({ payload: 'ы'.repeat(65) })).to.equal('Bad Request: INVOICE_PAYLOAD_INVALID');
    expect(await link({ currency: 'RUB' })).to.equal('Bad Request: PAYMENT_PROVIDER_INVALID');
    expect(await link({ prices: [...price, ...price] })).to.equal('Bad Request: STARS_INVOICE_INVALID');
    expect(await link({ prices: [{ label: 'x', amount: 0 }] })).to.equal(
      'Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID',
    );
    expect(await link({ subscription_period: 86_400 })).to.equal('Bad Request: SUBSCRIPTION_PERIOD_INVALID');
  });
});
