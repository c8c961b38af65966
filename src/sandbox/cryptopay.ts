import { createHash, createHmac, randomInt } from 'node:crypto';
import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import { z } from 'zod';
import { decimal, minorOf, type Bill } from './till/bill.js';
import { createControl } from './till/control.js';
import { defineEmulator, type Emulator } from './till/emulator.js';
import { createPayPages } from './till/pay-pages.js';
import { Till } from './till/till.js';
import { readOrRefuse } from './read-as.js';

const token = '100500:AAsandboxCryptoPayToken0123456789';
const signingKey = createHash('sha256').update(token).digest();
const dayMs = 24 * 3_600_000;

/** A refusal in Crypto Pay's own words. */
class Problem extends Error {
  readonly code: number;

  constructor(code: number, name: string) {
    super(name);
    this.code = code;
  }
}

const orderSchema = z.object({
  currency_type: z.literal('fiat'),
  fiat: z.enum(['RUB', 'USD', 'EUR']),
  amount: z.string().regex(/^\d{1,9}(\.\d{1,2})?$/),
  description: z.string().max(1024).default(''),
  payload: z.string().max(4096).optional(),
  expires_in: z.int().min(1).max(2_678_400).optional(),
  allow_comments: z.boolean().optional(),
});
const listSchema = z.object({
  invoice_ids: z.coerce.string().optional(),
  status: z.enum(['active', 'paid']).optional(),
  offset: z.coerce.number().int().min(0).default(0),
  count: z.coerce.number().int().min(1).max(1000).default(100),
});

const sign = (body: string | Buffer) => ({
  'crypto-pay-api-signature': createHmac('sha256', signingKey).update(body).digest('hex'),
});

/** Crypto Pay with one app, as a shop sees it. Two creates are two invoices; told 17 times in three days. */
export const cryptopay = defineEmulator({
  id: 'cryptopay',
  environment: (url) => ({ CRYPTOPAY_TOKEN: token, CRYPTOPAY_API_URL: url }),
  otherKeys: { CRYPTOPAY_TOKEN: '54321:AnotherTokenOfSomebody' },
  sign,

  open(place): Emulator & { readonly till: Till<null> } {
    const till: Till<null> = new Till(
      {
        brand: 'Crypto Pay',
        refuse: (kind) => new Problem(Number(kind), kind === '401' ? 'UNAUTHORIZED' : 'INTERNAL'),
        eventOf: ({ state }) => (state === 'paid' ? 'invoice_paid' : null),
        compose(event, bill, nowMs) {
          const body = JSON.stringify({
            update_id: randomInt(2 ** 31),
            update_type: event,
            request_date: new Date(nowMs).toISOString(),
            payload: shown(till, bill),
          });
          return { headers: { 'content-type': 'application/json', ...sign(body) }, body };
        },
        accepts: (status) => status === 200,
        againMs: (attempts) => (attempts >= 17 ? null : Math.min(1_000 * 2 ** attempts, (3 * dayMs) / 17)),
      },
      place,
    );
    const router = Router();
    router.use('/pay', createPayPages(till));
    router.use('/api', createApi(till));
    return {
      till,
      router,
      control: createControl(till),
      snapshot: () => till.snapshot(),
      close: () => till.close(),
    };
  },
});

function createApi(till: Till<null>): Router {
  const api = Router();
  api.use(...till.entrance, login, express.json({ limit: '256kb' }), express.urlencoded({ extended: false }));
  const method = (name: string, act: (given: unknown) => unknown): void => {
    api.all(`/${name}`, (request, response) => {
      response.json({ ok: true, result: act({ ...request.query, ...(request.body as object | undefined) }) });
    });
  };
  method('getMe', () => ({ app_id: 100500, name: 'Sandbox', payment_processing_bot_username: 'CryptoBot' }));
  method('createInvoice', (given) => create(till, given));
  method('getInvoices', (given) => ({ items: list(till, given) }));
  api.use(() => {
    throw new Problem(405, 'METHOD_NOT_FOUND');
  });
  api.use(answerProblem);
  return api;
}

const login: RequestHandler = (request, _response, next) => {
  if (request.get('crypto-pay-api-token') !== token) throw new Problem(401, 'UNAUTHORIZED');
  next();
};

function create(till: Till<null>, given: unknown): object {
  const { fiat, amount, description, payload, expires_in: lifetime } = readAs(orderSchema, given);
  const minor = minorOf(amount) ?? 0;
  if (minor < 1) throw new Problem(400, 'AMOUNT_TOO_SMALL');
  const bill = till.open({
    id: String(till.bills.size + randomInt(1_000_000) * 1_000),
    paymentId: payload ?? null,
    minor,
    currency: fiat,
    description,
    endsMs: lifetime === undefined ? null : till.nowMs() + lifetime * 1_000,
    returnUrl: null,
    data: null,
  });
  return shown(till, bill);
}

function list(till: Till<null>, given: unknown): object[] {
  const { invoice_ids: ids, status, offset, count } = readAs(listSchema, given);
  const wanted = ids?.split(',');
  return [...till.bills.values()]
    .toReversed()
    .filter(
      ({ id, state }) =>
        (wanted?.includes(id) ?? true) && (status === undefined || statusOf(state) === status),
    )
    .slice(offset, offset + count)
    .map((bill) => shown(till, bill));
}

const statusOf = (state: Bill['state']): string =>
  state === 'paid' ? 'paid' : state === 'open' ? 'active' : 'expired';

/** Some numbers are numbers and some are texts, as there. */
const shown = (till: Pick<Till, 'payUrl'>, bill: Bill): object => ({
  invoice_id: Number(bill.id),
  hash: `IV${bill.id}`,
  currency_type: 'fiat',
  fiat: bill.currency,
  amount: decimal(bill.minor).replace(/\.00$/, ''),
  status: statusOf(bill.state),
  bot_invoice_url: till.payUrl(bill.id),
  description: bill.description,
  ...(bill.paymentId !== null && { payload: bill.paymentId }),
  created_at: new Date(bill.createdMs).toISOString(),
  allow_comments: false,
  allow_anonymous: true,
  ...(bill.endsMs !== null && { expiration_date: new Date(bill.endsMs).toISOString() }),
  ...(bill.paidMs !== null && {
    paid_at: new Date(bill.paidMs).toISOString(),
    paid_asset: 'USDT',
    paid_amount: '3.71',
    fee_amount: 0.0371,
  }),
});

const readAs = readOrRefuse(
  ({ path }) => new Problem(400, `${String(path[0] ?? 'PARAM').toUpperCase()}_INVALID`),
);

const answerProblem: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { code, message } = error instanceof Problem ? error : new Problem(400, 'BAD_REQUEST');
  response.status(code).json({ ok: false, error: { code, name: message } });
};
