import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { madeSecret } from '../src/config/bot.js';
import { made } from '../src/main/demo/environment.js';
import type { Shop } from '../test/e2e/support/shop.js';
import { until } from '../test/support/until.js';
import { count, defineBench, fiveOrMore } from './bench.js';
import { residentMib, type Ground } from './harness/ground.js';
import type { Result } from './harness/result.js';
import { interleave } from './harness/interleave.js';
import { median, percentile, spread } from './harness/stats.js';
import { asBot, settled } from './harness/telegram.js';
import { watchCpu } from './harness/work.js';

const goals = { overDirectMs: 5, p99Ms: 150 };
const people = Array.from({ length: 100 }, (_, n) => 6_100_000_000 + n);

const flags = z.object({ rounds: fiveOrMore, seconds: count(1, 60, 6), taps: count(1, 500, 50) });
type Flags = z.output<typeof flags>;

/** A tap until its message is edited, through mailbox, queue and worker, and by the same handler called at once. */
export const replies = defineBench({
  about: 'taps until their messages are edited',
  flags,
  run: async (ground, given) => report(await measure(ground, given), given),
});

async function measure(ground: Ground, { rounds, seconds, taps: perSecond }: Flags) {
  const shop = await ground.shop({ members: { bot: 'bot', worker: 'worker' } });
  const bare = await ground.bare('replies', shop.env);
  await settled(shop);
  await enter(shop);
  let rssMib = 0;

  const side = async (url: string, secret: string): Promise<number[]> => {
    await asBot(shop, 'setWebhook', { url, secret_token: secret });
    return tapAll(shop, perSecond, seconds);
  };
  const cpu = await watchCpu(shop);
  const measured = await interleave(rounds, {
    async ours() {
      const seen = await side(`${shop.botUrl}/telegram/webhook`, madeSecret(made.token));
      rssMib = Math.max(rssMib, await residentMib(shop, 'worker'));
      return seen;
    },
    bare: () => side(`http://127.0.0.1:${bare.hello.port}/`, 'nobody-asks-for-it'),
  });

  return { measured, rssMib, cost: await cpu(perSecond * seconds * (rounds + 1)) };
}

function report(
  { measured, rssMib, cost }: Awaited<ReturnType<typeof measure>>,
  { taps: perSecond }: Flags,
): Result {
  const p50s = measured.map(
    ({ ours, bare: direct }) => [percentile(ours, 50), percentile(direct, 50)] as const,
  );
  const p99Ms = median(measured.map(({ ours }) => percentile(ours, 99)));
  const over = spread(p50s.map(([ours, direct]) => ours - direct));
  const p50Ms = median(p50s.map(([ours]) => ours));
  return {
    name: 'replies',
    about: `Tap to edited message at ${perSecond} taps/s through \`bot\`, Redis and one \`worker\`, beside the same handler called where the update comes in.`,
    columns: ['round', 'p50 ms', 'direct p50 ms', 'over ms', 'p99 ms', 'direct p99 ms'],
    rows: measured.map(({ ours, bare: direct }, at) => {
      const [p50, directP50] = p50s[at]!;
      return [`${at + 1}`, p50, directP50, p50 - directP50, percentile(ours, 99), percentile(direct, 99)];
    }),
    notes: [
      `Over direct ${over.median.toFixed(1)} ms (${over.min.toFixed(1)} to ${over.max.toFixed(1)}); \`worker\` ${rssMib.toFixed(0)} MiB resident at most.`,
      cost,
    ],
    goals: [
      { says: `p50 at most ${goals.overDirectMs} ms over direct`, met: over.median <= goals.overDirectMs },
      { says: `p99 under ${goals.p99Ms} ms`, met: p99Ms < goals.p99Ms },
    ],
    figures: {
      value: p50Ms,
      unit: 'ms',
      limit: median(p50s.map(([, direct]) => direct)),
      ratio: spread(p50s.map(([ours, direct]) => ours / direct)),
      p50Ms,
      p99Ms,
      rssMib,
      more: { p50_over_direct_ms: over.median },
    },
  };
}

/** Everybody comes in, and looks at the menu. */
async function enter({ sandbox: { telegram } }: Shop): Promise<void> {
  for (const id of people) {
    telegram.addPerson({ id, first_name: 'Вера', language_code: 'ru' });
    telegram.say(id, '/menu');
  }
  const isIn = (id: number) => telegram.view(id).messages.some(({ keyboard }) => keyboard.length > 0);
  await until(() => people.every(isIn), 60_000, 'not everybody was answered');
}

/** People tap in turns, back and forth between the menu and the help; answers how long each waited, in milliseconds. */
async function tapAll(
  { sandbox: { telegram } }: Shop,
  perSecond: number,
  seconds: number,
): Promise<number[]> {
  const tappedAt = new Map<number, number>();
  const waits: number[] = [];
  const edited = ({ person }: { person: number }): void => {
    const at = tappedAt.get(person);
    if (at !== undefined) waits.push(performance.now() - at);
    tappedAt.delete(person);
  };
  telegram.events.on('edit', edited);
  const startedAt = performance.now();
  for (let n = 0; n < perSecond * seconds; n++) {
    const wait = startedAt + (n * 1_000) / perSecond - performance.now();
    if (wait > 0) await sleep(wait);
    const id = nextFree(n, tappedAt);
    tappedAt.set(id, performance.now());
    void telegram.tap(id, wayOut(telegram, id));
  }
  await until(() => tappedAt.size === 0, 20_000, 'not every tap was answered');
  telegram.events.off('edit', edited);
  return waits;
}

/** Nobody taps while they wait. */
function nextFree(n: number, waiting: ReadonlyMap<number, unknown>): number {
  const inTurn = people.map((_, at) => people[(n + at) % people.length]!);
  const free = inTurn.find((id) => !waiting.has(id));
  if (free === undefined) throw new Error(`all ${people.length} people wait for an answer`);
  return free;
}

/** From the menu to the help, from the help back. */
function wayOut(telegram: Shop['sandbox']['telegram'], id: number) {
  const shown = telegram.view(id).messages.findLast(({ from }) => from === 'bot')!;
  for (const [row, buttons] of shown.keyboard.entries()) {
    const col = buttons.findIndex(({ text }) => /Помощь|Назад/.test(text));
    if (col >= 0) return { message_id: shown.id, row, col };
  }
  throw new Error(`no way out of "${shown.text}"`);
}
