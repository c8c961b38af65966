import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { signIn } from '../e2e/support/board.js';
import { projectDir } from '../../scripts/services/state.js';
import { scrape, total } from '../e2e/support/metrics.js';
import { useShop } from '../e2e/support/shop.js';
import { useDoors } from '../payments/doors.js';
import { rawRequest } from '../support/raw-request.js';
import { caseFor, entrances, members, portOf, told } from './entrances.js';

/** `FUZZ_CASES=10000 FUZZ_SEED=1 npm test -- test/fuzz/entrances.test.ts` */
const cases = Number(process.env['FUZZ_CASES'] ?? 1_000);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

const collector = pathToFileURL(join(projectDir, 'dist/test/fuzz/collect.js')).href;

/**
 * What a process may hold more after so many requests than before. It comes to know connections, statements and labels:
 * 1 MiB was seen, after 700 requests as after 2,000. Of 10,000 cases 6,700 count, so that 9 KB left behind by each are
 * 57 MiB in one member, 14 MiB where all four leave a part, and 10.4 MiB are allowed.
 */
const mayHoldMore = (requests: number): number => 4 * 2 ** 20 + requests * 1_000;

/** A process says itself that it is not ready. */
const isUnready = (status: number, text: string): boolean => status === 503 && text.includes('"ready":false');

describe(`each entrance, asked ${cases} times in every wrong way (seed ${seed})`, function () {
  this.timeout(60_000 + cases * 300);
  const shop = useShop({
    members: Object.fromEntries(members.map((name) => [name, name])),
    env: { NODE_OPTIONS: `--import ${collector}` },
  });

  const genuine = useDoors();

  /** Since when a process runs, and how many bytes it holds at least: asked several times, each after a collection. */
  const stateOf = async (name: string) => {
    const held: number[] = [];
    let started: number | undefined;
    for (let round = 0; round < 5; round++) {
      shop.fleet.signal(name, 'SIGUSR2');
      const samples = await scrape(shop.ops[name] ?? '');
      started = total(samples, 'process_start_time_seconds');
      held.push(
        (total(samples, 'nodejs_heap_size_used_bytes') ?? NaN) +
          (total(samples, 'nodejs_external_memory_bytes') ?? NaN),
      );
    }
    return { started, held: Math.min(...held) };
  };
  const state = () => Promise.all(members.map(stateOf));

  it('takes what comes as its sender sends it, or nothing behind the signature would be asked', async () => {
    for (const each of told(shop, portOf(shop.webUrl), genuine)) {
      const { name, port, method, path, documents, headersOf, seal } = each;
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
        fc.asyncProperty(
          fc.oneof(...entrances(shop, session, genuine).map(caseFor)),
          async ({ entrance, sent }) => {
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
          },
        ),
        { numRuns, seed: from, endOnFailure: true },
      );

    await attack(Math.ceil(cases / 3), seed); // until the heap has its size
    const before = await state();
    const second = Math.floor((cases * 2) / 3);
    await attack(second, seed + 1);
    const after = await state();

    slow.sort((a, b) => a - b);
    const seen = [...statuses].toSorted(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
    console.log(`      ${slow.length} cases, ${seen.join(', ')}`);
    console.log(
      `      p50 ${Math.round(slow[slow.length >> 1] ?? 0)} ms, p99 ${Math.round(slow[Math.floor(slow.length * 0.99)] ?? 0)} ms`,
    );
    const mib = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
    console.log(
      `      MiB held by ${members.join(' and ')}: ${before.map(({ held }) => mib(held)).join(' and ')}, then ${after.map(({ held }) => mib(held)).join(' and ')}`,
    );
    expect(after.map(({ started }) => started)).to.deep.equal(before.map(({ started }) => started));
    for (const [at, { held }] of after.entries())
      expect(held - (before[at]?.held ?? NaN), `bytes more of ${members[at]}`).to.be.below(
        mayHoldMore(second),
      );
    expect(await shop.log())
      .to.not.contain('"uncaught"')
      .and.not.contain('"request failed"');
  });
});
