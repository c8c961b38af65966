import { createHash, createHmac } from 'node:crypto';

/** A provider's webhook as it comes: documents like theirs, and what makes their bytes theirs. */
export interface Told {
  readonly id: string;
  readonly documents: readonly unknown[];
  readonly headersOf?: (body: Buffer) => [string, string][];
  /** The same bytes signed, where the signature is within them; as they are, where there is no place for one. */
  readonly seal?: (body: Buffer) => Buffer;
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

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const uuid = '6f2c1c2e-0000-4000-8000-000000000000';

/** Of a body that is one object, or not even JSON. */
function objectIn(body: Buffer): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && !Array.isArray(value)
      ? (value as Record<string, unknown> | null)
      : null;
  } catch {
    return null;
  }
}

/** Null where it is so deep that nobody writes it. */
function written(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

/** A form whose SIGN is of the values as they stand in it. */
const sealFreekassa = (shopId: string, secret: string) => (body: Buffer) => {
  const given = objectIn(body);
  if (!given || written(given) === null) return body;
  const texts = Object.entries(given).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const form = new URLSearchParams(texts);
  const signed = [shopId, form.get('AMOUNT'), secret, form.get('MERCHANT_ORDER_ID')].map(String).join(':');
  form.set('SIGN', md5(signed));
  return Buffer.from(form.toString());
};

/** A last member "sign", of the rest as it stands before it. */
const sealHeleket = (key: string) => (body: Buffer) => {
  const { sign, ...rest } = objectIn(body) ?? {};
  if (Object.keys(rest).length === 0) return body;
  const text = sign === undefined ? body.toString().trimEnd() : written(rest);
  if (text === null) return body;
  return Buffer.from(`${text.slice(0, -1)},"sign":"${md5(Buffer.from(text).toString('base64') + key)}"}`);
};

/** Signed in a header or by `seal`, so that what is behind the signature is asked in every wrong way, too. */
export const providers = (settings: Readonly<Record<string, string | undefined>>): readonly Told[] => {
  const of = (name: string): string => settings[name] ?? '';
  return [
    {
      id: 'cryptopay',
      documents: [{ update_id: 1, update_type: 'invoice_paid', payload: invoice }],
      headersOf: (body) => [
        ['crypto-pay-api-signature', hmac(createHash('sha256').update(of('CRYPTOPAY_TOKEN')).digest(), body)],
      ],
    },
    {
      id: 'tribute',
      documents: [
        {
          name: 'shop_order',
          created_at: '2026-11-26T00:00:00.123456789Z',
          payload: { uuid, amount: 19900, currency: 'rub', customerId: '7' },
        },
      ],
      headersOf: (body) => [['trbt-signature', hmac(of('TRIBUTE_API_KEY'), body)]],
    },
    {
      id: 'stripe',
      documents: [{ id: 'evt_1', type: 'checkout.session.completed', data: { object: session } }],
      headersOf: (body) => {
        const time = String(Math.floor(Date.now() / 1_000));
        const [secret = ''] = of('STRIPE_WEBHOOK_SECRET').split(',');
        return [['stripe-signature', `t=${time},v1=${hmac(secret, `${time}.`, body)}`]];
      },
    },
    {
      id: 'platega',
      documents: [
        { id: uuid, status: 'CONFIRMED', amount: 199, payload: '7' },
        { id: uuid, status: 'SUBSCRIPTION_PAST_DUE', nextChargeAt: '2026-12-26T00:00:00Z' },
      ],
      headersOf: () => [
        ['x-merchantid', of('PLATEGA_MERCHANT_ID')],
        ['x-secret', of('PLATEGA_SECRET')],
      ],
    },
    {
      id: 'freekassa',
      documents: [
        {
          MERCHANT_ID: of('FREEKASSA_MERCHANT_ID'),
          AMOUNT: '199',
          intid: '5',
          MERCHANT_ORDER_ID: '7',
          SIGN: 'x',
        },
      ],
      seal: sealFreekassa(of('FREEKASSA_MERCHANT_ID'), of('FREEKASSA_SECOND_SECRET')),
    },
    ...(['heleket', 'cryptomus'] as const).map((id) => ({
      id,
      documents: [
        { type: 'payment', uuid, order_id: '7', status: 'paid', amount: '199', sign: 'x' },
        { uuid, order_id: 'repeat-7', status: 'paid', last_pay_off: '2026-11-26 00:00:00', sign: 'x' },
      ],
      seal: sealHeleket(of(`${id.toUpperCase()}_API_KEY`)),
    })),
  ];
};
