import { createHash } from 'node:crypto';
import { emulatorDefinitions } from '../../src/sandbox/emulators.js';
import type { OpenDoor } from '../payments/doors.js';

/** A provider's webhook as it comes: documents like theirs, and what makes their bytes theirs. */
export interface Told {
  readonly id: string;
  readonly documents: readonly unknown[];
  readonly headersOf?: (body: Buffer) => [string, string][];
  /** The same bytes signed, where the signature is within them; as they are, where there is no place for one. */
  readonly seal?: (body: Buffer) => Buffer;
}

const session = { id: 'cs_test_1', client_reference_id: '7', payment_status: 'paid', amount_total: 249 };
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
const uuid = '6f2c1c2e-0000-4000-8000-000000000000';
const heleketDocuments = [
  { type: 'payment', uuid, order_id: '7', status: 'paid', amount: '199', sign: 'x' },
  { uuid, order_id: 'repeat-7', status: 'paid', last_pay_off: '2026-11-26 00:00:00', sign: 'x' },
];

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

/** Of those that tell of more than one thing, or in a form; and the same in each run, as far as they are written here. */
const documentsOf = (of: (name: string) => string): Readonly<Record<string, readonly unknown[]>> => ({
  tribute: [
    {
      name: 'shop_order',
      created_at: '2026-11-26T00:00:00.123456789Z',
      payload: { uuid, amount: 19900, currency: 'rub', customerId: '7' },
    },
  ],
  stripe: [{ id: 'evt_1', type: 'checkout.session.completed', data: { object: session } }],
  platega: [
    { id: uuid, status: 'CONFIRMED', amount: 199, payload: '7' },
    { id: uuid, status: 'SUBSCRIPTION_PAST_DUE', nextChargeAt: '2026-12-26T00:00:00Z' },
  ],
  freekassa: [
    {
      MERCHANT_ID: of('FREEKASSA_MERCHANT_ID'),
      AMOUNT: '199',
      intid: '5',
      MERCHANT_ORDER_ID: '7',
      SIGN: 'x',
    },
  ],
  heleket: heleketDocuments,
  cryptomus: heleketDocuments,
});

/** Of those whose signature stands within the body. */
const sealsOf = (of: (name: string) => string): Readonly<Record<string, Told['seal'] & object>> => ({
  freekassa: sealFreekassa(of('FREEKASSA_MERCHANT_ID'), of('FREEKASSA_SECOND_SECRET')),
  heleket: sealHeleket(of('HELEKET_API_KEY')),
  cryptomus: sealHeleket(of('CRYPTOMUS_API_KEY')),
});

/**
 * Signed in a header or by `seal`, so that what is behind the signature is asked in every wrong way, too. Whoever has no
 * document here is taken at the word that its own emulator sent.
 */
export const providers = (
  settings: Readonly<Record<string, string | undefined>>,
  genuine: ReadonlyMap<string, OpenDoor>,
): readonly Told[] => {
  const of = (name: string): string => settings[name] ?? '';
  const [documents, seals] = [documentsOf(of), sealsOf(of)];
  return emulatorDefinitions.map(({ id, sign }) => ({
    id,
    documents: documents[id] ?? [JSON.parse(String(genuine.get(id)!.delivery.raw))],
    ...(sign && { headersOf: (body: Buffer) => Object.entries(sign(body)) }),
    ...(seals[id] && { seal: seals[id] }),
  }));
};
