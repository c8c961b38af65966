import { createHash, createHmac } from 'node:crypto';

/** A provider's webhook as it comes: a document like theirs, and what makes its bytes theirs. */
export interface Told {
  readonly id: string;
  readonly document: unknown;
  readonly headersOf?: (body: Buffer) => [string, string][];
}

const invoice = {
  invoice_id: 7,
  status: 'paid',
  fiat: 'RUB',
  amount: '199',
  payload: '7',
  created_at: '2026-11-26T00:00:00Z',
};
const session = { id: 'cs_test_1', client_reference_id: '7', payment_status: 'paid', amount_total: 249 };
const hmac = (key: string | Buffer, ...parts: readonly (string | Buffer)[]): string =>
  parts.reduce((sum, part) => sum.update(part), createHmac('sha256', key)).digest('hex');

/** Signed where the signature is in a header, so that what is behind it is asked in every wrong way, too. */
export const providers = (settings: Readonly<Record<string, string | undefined>>): readonly Told[] => {
  const of = (name: string): string => settings[name] ?? '';
  return [
    {
      id: 'cryptopay',
      document: { update_id: 1, update_type: 'invoice_paid', payload: invoice },
      headersOf: (body) => [
        ['crypto-pay-api-signature', hmac(createHash('sha256').update(of('CRYPTOPAY_TOKEN')).digest(), body)],
      ],
    },
    {
      id: 'tribute',
      document: {
        name: 'shop_order',
        payload: { uuid: 'u-1', amount: 19900, currency: 'rub', customerId: '7' },
      },
      headersOf: (body) => [['trbt-signature', hmac(of('TRIBUTE_API_KEY'), body)]],
    },
    {
      id: 'stripe',
      document: { id: 'evt_1', type: 'checkout.session.completed', data: { object: session } },
      headersOf: (body) => {
        const time = String(Math.floor(Date.now() / 1_000));
        const [secret = ''] = of('STRIPE_WEBHOOK_SECRET').split(',');
        return [['stripe-signature', `t=${time},v1=${hmac(secret, `${time}.`, body)}`]];
      },
    },
    {
      id: 'platega',
      document: {
        id: '6f2c1c2e-0000-4000-8000-000000000000',
        status: 'CONFIRMED',
        amount: 199,
        payload: '7',
      },
      headersOf: () => [
        ['x-merchantid', of('PLATEGA_MERCHANT_ID')],
        ['x-secret', of('PLATEGA_SECRET')],
      ],
    },
    {
      id: 'freekassa',
      document: { MERCHANT_ID: '1', AMOUNT: '199', intid: '5', MERCHANT_ORDER_ID: '7', SIGN: 'x' },
    },
    { id: 'heleket', document: { uuid: 'u-1', order_id: '7', status: 'paid', sign: 'x' } },
    { id: 'cryptomus', document: { uuid: 'u-1', order_id: '7', status: 'paid', sign: 'x' } },
  ];
};
