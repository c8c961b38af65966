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
