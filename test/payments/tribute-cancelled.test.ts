import { expect } from 'chai';
import type { ProviderEvent } from '../../src/payments/provider-event.js';
import { tribute } from '../../src/payments/tribute.js';
import { MalformedWebhook } from '../../src/webhook.js';
import { charge } from '../support/tribute.js';
import { offer } from './contract.js';

describe('a webhook of tribute, of a subscription that was cancelled there,', () => {
  const { webhook } = offer(tribute, { TRIBUTE_API_KEY: 'k' });
  const createdAt = '2026-11-23T10:15:58.33246Z';
  const read = (name: string, payload: object, more: object = {}): ProviderEvent | null =>
    webhook!.read(Buffer.from(JSON.stringify({ name, created_at: createdAt, payload, ...more })));
  const name = 'cancelled_subscription';
  const regular = charge('2026-12-23T10:15:57.305733Z', { telegram_user_id: 12321321, cancel_reason: '' });

  it('names what is ended, and when: the same each time that it is told', () => {
    const event = read(name, regular);
    const at = new Date('2026-11-23T10:15:58.332Z');
    expect(event).to.deep.equal({
      id: `${name}:1644:12321321:${at.toISOString()}`,
      kind: 'mandate',
      name,
      externalId: null,
      paymentId: null,
      cancelled: { payerTelegramId: 12321321n, subscription: '1644:12321321', at },
    });
    expect(read(name, regular, { sent_at: '2026-11-24T00:00:00Z' })).to.deep.equal(event);
    expect(read(name, regular, { created_at: '2026-12-24T00:00:00Z' })?.id).to.not.equal(event?.id);
  });

  it('calls it as the external id of each of its charges begins', () => {
    const charged = read('renewed_subscription', regular);
    const { subscription } = read(name, regular)!.cancelled!;
    expect(charged?.externalId?.startsWith(`${subscription}:`)).to.equal(true);
    expect(charged?.origin).to.include({ subscription });
  });

  it('by who has no Telegram changes nothing', () => {
    const event = read(name, { ...regular, telegram_user_id: undefined, trb_user_id: 'W-1' });
    expect(event).to.include({ kind: 'other' }).and.not.have.any.keys('cancelled', 'snapshot', 'origin');
  });

  it('is malformed where it does not say which', () => {
    expect(() => read(name, { ...regular, subscription_id: undefined })).to.throw(MalformedWebhook);
  });
});
