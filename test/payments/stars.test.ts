import { expect } from 'chai';
import { Throttled, UpstreamFailed, UpstreamRejected } from '../../src/domain/errors.js';
import { money } from '../../src/domain/money.js';
import type { Provider, Snapshot } from '../../src/payments/provider.js';
import { stars } from '../../src/payments/stars.js';
import { sameSecret } from '../../src/webhook.js';
import { callOf, errorOf, intentOf, itBehavesLikeAProvider, offer } from './contract.js';
import { anna, starsCounter, type StarsCounter } from './stars-counter.js';
import { vectorsOf } from './vectors.js';

const price = money(150n, 'XTR');

itBehavesLikeAProvider(stars, {
  abilities: ['create', 'listSince', 'refund'],
  price,
  unknownId: 'stx42',
  lacking: { settings: {}, names: 'BOT_TOKEN' },
  open: starsCounter,
});

describe('stars', () => {
  let counter: StarsCounter;
  let provider: Provider;
  beforeEach(async () => {
    counter = await starsCounter();
    provider = offer(stars, counter.settings);
  });
  afterEach(() => counter.close());

  const open = async (intent = intentOf(price)) =>
    String((await provider.create?.(intent, callOf('1')))?.payUrl);
  const calls = (method: string) => counter.telegram.journal(method);
  const read = (message: object) => provider.updates?.read(Buffer.from(JSON.stringify(message)));
  const listed = async (since = new Date(0)): Promise<Snapshot[]> => {
    const all: Snapshot[] = [];
    for await (const each of provider.listSince?.(since, callOf('1')) ?? []) all.push(each);
    return all;
  };
  const fault = (method: string, kind: '429' | '500' | 'lost') =>
    counter.telegram.addFault({ method, kind, times: 1, retryAfter: 7 });
  const idOf = ({
    successful_payment: paid,
  }: {
    successful_payment?: { telegram_payment_charge_id: string };
  }) => paid?.telegram_payment_charge_id ?? '';

  for (const { what, key, input, expected } of vectorsOf('telegram-stars')) {
    it(`is told by Telegram alone: "${what}"`, () => {
      const [, secret = ''] = /^secret_token=(.+)$/.exec(key) ?? [];
      const [, header = ''] = /^header X-Telegram-Bot-Api-Secret-Token: (.+)$/.exec(input) ?? [];
      expect(sameSecret(header, secret)).to.equal(expected);
      expect(sameSecret(`${header}x`, secret)).to.equal(false);
    });
  }

  it('asks for one price in Stars, under our payment’s id, with a title that fits', async () => {
    const description = `${'⭐'.repeat(40)} for a month`;
    const intent = intentOf(price, { description });
    await open(intent);

    const [call] = calls('createInvoiceLink');
    expect(call?.params).to.deep.include({
      currency: 'XTR',
      provider_token: '',
      payload: intent.paymentId,
      title: '⭐'.repeat(32),
      description,
    });
    expect(call?.params['prices']).to.deep.equal([{ label: '⭐'.repeat(32), amount: 150 }]);
  });

  it('reads who paid how much for which payment', async () => {
    const intent = intentOf(price);
    const message = await counter.pay(await open(intent));

    const externalId = idOf(message);
    expect(read(message)).to.deep.equal({
      id: `paid:${externalId}`,
      kind: 'payment',
      name: 'successful_payment',
      externalId,
      paymentId: intent.paymentId,
      snapshot: {
        externalId,
        paymentId: intent.paymentId,
        claim: 'succeeded',
        amount: price,
        refunded: money(0n, 'XTR'),
        ours: true,
        repeatable: true,
        payer: BigInt(anna),
      },
    });
  });

  it('reads a refund, which the bot says itself and in which nobody pays', async () => {
    const externalId = idOf(await counter.pay(await open()));
    await provider.refund?.(externalId, price, 'key', callOf('1'));

    const message = await counter.told();
    expect(message.from?.is_bot).to.equal(true);
    const event = read(message);
    expect(event).to.include({ id: `refunded:${externalId}`, kind: 'refund', externalId });
    expect(event?.snapshot).to.equal(undefined);
    expect(event?.refund).to.deep.equal({
      externalId,
      paymentExternalId: externalId,
      claim: 'succeeded',
      amount: price,
      reason: null,
    });
  });

  it('lists from a date on, through all pages, without walking what is older', async () => {
    const start = Date.UTC(2026, 0, 1);
    const link = await open();
    for (let minute = 0; minute < 120; minute++) {
      counter.setNow(start + minute * 60_000);
      await counter.pay(link);
    }
    const since = (minute: number) => new Date(start + minute * 60_000);

    expect(await listed()).to.have.length(120);
    const before = calls('getStarTransactions').length;
    expect(await listed(since(50))).to.have.length(70);
    expect(calls('getStarTransactions').length - before).to.be.below(25);
    for (const minute of [0, 1, 2, 3, 4, 5, 6, 17, 62, 63, 64, 98, 118, 119, 120]) {
      expect(await listed(since(minute)), `from minute ${minute} on`).to.have.length(120 - minute);
    }
  });

  it('lists payments and refunds apart, though they share an id, and the terms of a subscription as what they are', async () => {
    const message = await counter.pay(await open());
    const first = read(await counter.pay(await counter.subscription('7')))!.snapshot!;
    await provider.refund?.(idOf(message), price, 'key', callOf('1'));

    const { isFirst: _, ...repeat } = first.repeat!;
    expect(await listed()).to.deep.equal([read(message)?.snapshot, { ...first, repeat }]);
    const refunds = [];
    for await (const each of provider.refundsSince?.(new Date(0), callOf('1')) ?? []) refunds.push(each);
    expect(refunds).to.deep.equal([read(await counter.told())?.refund]);
  });

  it('gives Stars back to whoever paid, found by when the payment was opened, and takes a repeat for done', async () => {
    await counter.pay(await open());
    const id = idOf(await counter.pay(await open(), 66));
    const of = { email: null, openedAt: new Date() };
    fault('refundStarPayment', 'lost');

    expect(await errorOf(provider.refund?.(id, price, 'key', callOf('1'), of))).to.be.instanceOf(
      UpstreamFailed,
    );
    expect(await provider.refund?.(id, price, 'key', callOf('1'), of)).to.include({ externalId: id });

    expect(calls('refundStarPayment').map(({ params, ok }) => [params['user_id'], ok])).to.deep.equal([
      [66, true],
      [66, false],
    ]);
    expect(await errorOf(provider.refund?.('stx42', price, 'key', callOf('1'), of))).to.be.instanceOf(
      UpstreamRejected,
    );
  });

  it('says what is refused, waits as long as it is told, and keeps the token to itself', async () => {
    const nothing = await errorOf(provider.create?.(intentOf(money(0n, 'XTR')), callOf('1')));
    expect(nothing)
      .to.be.instanceOf(UpstreamRejected)
      .with.property('message', 'stars refused: Bad Request: CURRENCY_TOTAL_AMOUNT_INVALID');

    fault('createInvoiceLink', '429');
    const slow = await errorOf(provider.create?.(intentOf(price), callOf('1')));
    expect(slow).to.be.instanceOf(Throttled).with.deep.property('retry', { afterMs: 7_000 });

    const secret = '7000000001:AAsomebodyElse';
    const stranger = offer(stars, { ...counter.settings, BOT_TOKEN: secret });
    const nowhere = offer(stars, { BOT_TOKEN: secret, TELEGRAM_API_ROOT: 'http://127.0.0.1:9' });
    for (const each of [stranger, nowhere]) {
      const error = await errorOf(each.create?.(intentOf(price), callOf('1')));
      expect(error).to.be.instanceOf(UpstreamFailed);
      for (let at = error; at instanceof Error; at = at.cause) {
        expect(`${at.stack} ${JSON.stringify(at)}`).not.to.include('AAsomebodyElse');
      }
    }
  });
});
