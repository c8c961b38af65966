import { expect } from 'chai';
import * as fc from 'fast-check';
import { signIn } from '../e2e/support/board.js';
import { scrape, total } from '../e2e/support/metrics.js';
import { useShop } from '../e2e/support/shop.js';
import { rawRequest } from '../support/raw-request.js';
import { caseFor, entrances, members, portOf, told } from './entrances.js';

/** `FUZZ_CASES=10000 FUZZ_SEED=1 npm test -- test/fuzz/entrances.test.ts` */
const cases = Number(process.env['FUZZ_CASES'] ?? 1_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

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
