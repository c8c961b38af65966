import express from 'express';
import { z } from 'zod';
import {
  createYookassa,
  type YookassaOptions,
  type YookassaSandbox,
} from '../../../src/sandbox/yookassa/yookassa.js';
import { addressOf, listen, shut } from '../serve.js';

const objectSchema = z.record(z.string(), z.unknown());
const toldSchema = z.looseObject({ event: z.string(), object: objectSchema });
export type Told = z.output<typeof toldSchema>;

export interface Answered {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** The rows, when it answers a list. */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

export interface Served {
  readonly sandbox: YookassaSandbox;
  readonly origin: string;
  readonly apiUrl: string;
  /** What reached the shop's webhook, and what it answers to the next. */
  readonly shop: { readonly told: Told[]; readonly raw: string[]; answers: number };
  /** Moves the emulator's clock. */
  advance(ms: number): void;
  api(
    method: string,
    path: string,
    given?: { key?: string | null; json?: unknown; auth?: string },
  ): Promise<Answered>;
  control(method: string, path: string, json?: unknown): Promise<Answered>;
  close(): Promise<void>;
}

export const shopId = '123456';
export const secretKey = 'test_made_up_secret_key_0001';
export const order = {
  amount: { value: '299.00', currency: 'RUB' },
  capture: true,
  confirmation: { type: 'redirect', return_url: 'https://t.me/shop_bot' },
  description: '1 month',
  metadata: { payment_id: '17' },
};

/** The emulator behind a real port, and a shop that takes its notifications behind another. */
export async function serveYookassa(options: Partial<YookassaOptions> = {}): Promise<Served> {
  let aheadMs = 0;
  const shop: Served['shop'] = { told: [], raw: [], answers: 200 };
  const hook = await listen(
    express()
      .use(express.text({ type: () => true, limit: '2mb' }))
      .use((request, response) => {
        shop.raw.push(String(request.body));
        const told = toldSchema.safeParse(parsed(String(request.body)));
        if (told.success) shop.told.push(told.data);
        // A redirect leads to a page that says 200, which is still no acknowledgement.
        const isWebhook = request.path === '/webhook/yookassa';
        response.location('/elsewhere').sendStatus(isWebhook ? shop.answers : 200);
      }),
  );
  const app = express();
  const server = await listen(app);
  const origin = addressOf(server);
  const sandbox = createYookassa({
    shopId,
    secretKey,
    publicUrl: origin,
    webhook: { url: `${addressOf(hook)}/webhook/yookassa` },
    now: () => new Date(Date.now() + aheadMs),
    ...options,
  });
  app.use('/yookassa', sandbox.router).use('/control/yookassa', sandbox.control);

  return {
    sandbox,
    origin,
    apiUrl: `${origin}/yookassa/v3`,
    shop,
    advance: (ms) => void (aheadMs += ms),
    api: (method, path, { key = crypto.randomUUID(), json, auth = `${shopId}:${secretKey}` } = {}) =>
      call(`${origin}/yookassa/v3${path}`, method, json, {
        authorization: `Basic ${Buffer.from(auth).toString('base64')}`,
        ...(method === 'POST' && key !== null && { 'idempotence-key': key }),
      }),
    control: (method, path, json) => call(`${origin}/control/yookassa${path}`, method, json, {}),
    async close() {
      sandbox.close();
      await Promise.all([server, hook].map(shut));
    },
  };
}

async function call(
  url: string,
  method: string,
  json: unknown,
  headers: Record<string, string>,
): Promise<Answered> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(json !== undefined && { 'content-type': 'application/json' }) },
    ...(json !== undefined && { body: typeof json === 'string' ? json : JSON.stringify(json) }),
  });
  const answer: unknown = await response.json();
  const rows = Array.isArray(answer) ? answer : objectSchema.parse(answer)['items'];
  return {
    status: response.status,
    body: Array.isArray(answer) ? {} : objectSchema.parse(answer),
    rows: z.array(objectSchema).parse(rows ?? []),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
