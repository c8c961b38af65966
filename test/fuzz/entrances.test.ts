import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { made } from '../../src/main/demo/environment.js';
import { madeSecret } from '../../src/config/bot.js';
import { signIn } from '../e2e/support/board.js';
import { scrape, total } from '../e2e/support/metrics.js';
import { useShop, type Shop } from '../e2e/support/shop.js';
import { bodies, headers, paths, type Case } from '../support/nasty.js';
import { rawRequest } from '../support/raw-request.js';
import { boardPaths } from './board-paths.js';
import { providers } from './providers.js';
import { memberUpdate, messageUpdate, paidUpdate, checkoutUpdate, tapUpdate } from '../support/updates.js';

/** `FUZZ_CASES=10000 FUZZ_SEED=1 npm test -- test/fuzz/entrances.test.ts` */
const cases = Number(process.env['FUZZ_CASES'] ?? 1_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

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

interface Entrance {
  readonly name: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly documents: readonly unknown[];
  readonly headersOf?: (body: Buffer) => [string, string][];
  readonly seal?: (body: Buffer) => Buffer;
}

const portOf = (url: string | undefined): number => Number(new URL(url ?? '').port);

function entrances(shop: Shop, session: [string, string][]): readonly Entrance[] {
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
    ...told(shop, web),
    at('a stranger', web, 'POST', '/webhook/paypal', [notification]),
    at('login', web, 'POST', '/queues/login', [{ user: 'demo', password: 'x' }]),
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

const members = ['bot', 'web', 'worker', 'scheduler'] as const;

const told = (shop: Shop, port: number): readonly Entrance[] =>
  providers(shop.env).map(({ id, document, headersOf, seal }) => ({
    name: id,
    port,
    method: 'POST',
    path: `/webhook/${id}`,
    documents: [document],
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

const caseFor = (entrance: Entrance): fc.Arbitrary<{ entrance: Entrance; sent: Case }> =>
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

/** A process says itself that it is not ready. */
const isUnready = (status: number, text: string): boolean => status === 503 && text.includes('"ready":false');

describe(`each entrance, asked ${cases} times in every wrong way (seed ${seed})`, function () {
  this.timeout(60_000 + cases * 300);
  const shop = useShop({ members: Object.fromEntries(members.map((name) => [name, name])) });

  const state = async () =>
    Promise.all(
      members.map(async (name) => {
        const samples = await scrape(shop.ops[name] ?? '');
        return {
          started: total(samples, 'process_start_time_seconds'),
          mib: Math.round((total(samples, 'process_resident_memory_bytes') ?? 0) / 2 ** 20),
        };
      }),
    );

  it('takes what comes as its sender sends it, or nothing behind the signature would be asked', async () => {
    for (const { name, port, method, path, documents, headersOf, seal } of told(shop, portOf(shop.webUrl))) {
      const bare = Buffer.from(JSON.stringify(documents[0]));
      const body = seal?.(bare) ?? bare;
      const { status } = await rawRequest(port, { method, path, headers: headersOf?.(body) ?? [], body });
      expect(status, name).to.equal(200);
    }
  });

  it('answers with no fault of its own, in time, and goes on as it was', async () => {
    const statuses = new Map<number, number>();
    const slow: number[] = [];
    const { cookie = '' } = await signIn(shop);
    const session: [string, string][] = [
      ['cookie', cookie],
      ['origin', shop.webUrl],
    ];
    const attack = (numRuns: number, from: number) =>
      fc.assert(
        fc.asyncProperty(fc.oneof(...entrances(shop, session).map(caseFor)), async ({ entrance, sent }) => {
          const { status, text, ms } = await rawRequest(entrance.port, sent);
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          slow.push(ms);
          // A body over the limit may be cut off before anything is answered.
          if (status === 0 && sent.body.length > 1_000_000) return;
          if (status === 0 && sent.headers.some(([, value]) => value.length > 16_000)) return;
          if (isUnready(status, text)) return;
          expect(status, `${entrance.name}: ${text.slice(0, 300)}`).to.be.within(200, 499);
          expect(text, 'somebody’s stack').to.not.match(/\n\s+at .+:\d+:\d+/);
          expect(ms, 'ms').to.be.below(10_000);
        }),
        { numRuns, seed: from, endOnFailure: true },
      );

    await attack(Math.ceil(cases / 3), seed); // until the heap has its size
    const before = await state();
    await attack(Math.floor((cases * 2) / 3), seed + 1);
    const after = await state();

    slow.sort((a, b) => a - b);
    const seen = [...statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    console.log(`      ${slow.length} cases, ${seen.join(', ')}`);
    console.log(
      `      p50 ${Math.round(slow[slow.length >> 1] ?? 0)} ms, p99 ${Math.round(slow[Math.floor(slow.length * 0.99)] ?? 0)} ms`,
    );
    console.log(
      `      MiB of ${members.join(' and ')}: ${before.map(({ mib }) => mib).join(' and ')}, then ${after.map(({ mib }) => mib).join(' and ')}`,
    );
    expect(after.map(({ started }) => started)).to.deep.equal(before.map(({ started }) => started));
    for (const [at, { mib }] of after.entries()) expect(mib, 'MiB').to.be.below((before[at]?.mib ?? 0) + 60);
    expect(await shop.log())
      .to.not.contain('"uncaught"')
      .and.not.contain('"request failed"');
  });
});
