import { createHmac } from 'node:crypto';
import * as fc from 'fast-check';
import { made } from '../../src/main/demo/environment.js';
import { madeSecret } from '../../src/config/bot.js';
import type { Shop } from '../e2e/support/shop.js';
import type { OpenDoor } from '../payments/doors.js';
import { bodies, headers, paths, type Case } from '../support/nasty.js';
import { boardPaths } from './board-paths.js';
import { providers } from './providers.js';
import { memberUpdate, messageUpdate, paidUpdate, checkoutUpdate, tapUpdate } from '../support/updates.js';

const updates = [
  messageUpdate(1, '/start ref_1'),
  messageUpdate(2, '350,50'),
  tapUpdate(3, '1:o:home'),
  memberUpdate(4, 'kicked'),
  paidUpdate(5),
  checkoutUpdate(6),
];
const notification = {
  type: 'notification',
  event: 'payment.succeeded',
  object: {
    id: 'p-1',
    status: 'succeeded',
    metadata: { payment_id: '7' },
    amount: { value: '199.00', currency: 'RUB' },
  },
};
const event = {
  scope: 'user',
  event: 'user.modified',
  timestamp: new Date().toISOString(),
  data: { id: 1, username: 'tg_1' },
};

/** A door of the shop, and what its own sender would bring to it. */
export interface Entrance {
  readonly name: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly documents: readonly unknown[];
  readonly headersOf?: (body: Buffer) => [string, string][];
  readonly seal?: (body: Buffer) => Buffer;
}

export const portOf = (url: string | undefined): number => Number(new URL(url ?? '').port);

/** Every door there is; `session` are the headers of whoever has signed in to the board. */
export function entrances(
  shop: Shop,
  session: [string, string][],
  genuine: ReadonlyMap<string, OpenDoor>,
): readonly Entrance[] {
  const [bot, web] = [portOf(shop.botUrl), portOf(shop.webUrl)];
  const at = (
    name: string,
    port: number,
    method: string,
    path: string,
    documents: readonly unknown[] = [{}],
  ) => ({
    name,
    port,
    method,
    path,
    documents,
  });
  return [
    {
      ...at('bot', bot, 'POST', '/telegram/webhook', updates),
      headersOf: () => [['x-telegram-bot-api-secret-token', madeSecret(made.token)]],
    },
    at('bot, without its secret', bot, 'POST', '/telegram/webhook', updates),
    at('yookassa', web, 'POST', '/webhook/yookassa', [notification]),
    {
      ...at('panel', web, 'POST', '/webhook/panel', [event]),
      headersOf: (body) => [
        ['x-remnawave-signature', createHmac('sha256', made.panelSecret).update(body).digest('hex')],
        ['x-remnawave-timestamp', new Date().toISOString()],
      ],
    },
    ...told(shop, web, genuine),
    at('a stranger', web, 'POST', '/webhook/paypal', [notification]),
    at('login', web, 'POST', '/queues/login', [{ user: 'demo', password: 'x' }]),
    at('way out', web, 'GET', '/queues/logout'),
    at('logout', web, 'POST', '/queues/logout'),
    at('board', web, 'GET', '/queues/api/queues'),
    at('open page', web, 'GET', '/open/happ/6f2c1c2e-0000-4000-8000-000000000000'),
    at('health', web, 'GET', '/health/live'),
    at('readiness', web, 'GET', '/health/ready'),
    ...boardPaths.map(([method, path]) => ({
      ...at(`board, ${path}, signed in`, web, method, path),
      headersOf: () => session,
    })),
    ...members.flatMap((name) =>
      ['/metrics', '/health/live', '/health/ready'].map((path) =>
        at(`${path} of ${name}`, portOf(shop.ops[name]), 'GET', path),
      ),
    ),
  ];
}

/** The processes that are asked. */
export const members = ['bot', 'web', 'worker', 'scheduler'] as const;

/** The webhooks of providers, signed as theirs are. */
export const told = (shop: Shop, port: number, genuine: ReadonlyMap<string, OpenDoor>): readonly Entrance[] =>
  providers(shop.env, genuine).map(({ id, documents, headersOf, seal }) => ({
    name: id,
    port,
    method: 'POST',
    path: `/webhook/${id}`,
    documents,
    ...(headersOf && { headersOf }),
    ...(seal && { seal }),
  }));

const methods = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'GET',
      'HEAD',
      'POST',
      'PUT',
      'PATCH',
      'DELETE',
      'OPTIONS',
      'TRACE',
      'PROPFIND',
      'FOO',
    ),
  },
);

/** An entrance, asked in one of the wrong ways. */
export const caseFor = (entrance: Entrance): fc.Arbitrary<{ entrance: Entrance; sent: Case }> =>
  fc
    .record({
      method: methods,
      path: paths(entrance.path),
      headers,
      body: bodies(entrance.documents),
      isSealed: fc.nat(3).map((n) => n > 0),
    })
    .map(({ method = entrance.method, path, headers: given, body: bare, isSealed }) => {
      const body = (isSealed && entrance.seal?.(bare)) || bare;
      return {
        entrance,
        sent: { method, path, headers: [...(entrance.headersOf?.(body) ?? []), ...given], body },
      };
    });
