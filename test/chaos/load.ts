import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { faults } from './faults.js';
import { createRandom } from './random.js';
import type { Run } from './run.js';
import type { Shop } from '../support/fleet/open-shop.js';

/** Who comes. */
export interface Customers {
  /** What people come for, as often in the list as they shall come. */
  readonly likely: readonly string[];
  /** Each of them once, so that a short run has them all. */
  readonly kinds: readonly string[];
  /** `place` and `visit` say who it is; resolves when they have what they wanted, or have waited too long. */
  serve(want: string, place: number, visit: number): Promise<void>;
  /** Purchases so far. */
  made(): number;
}

/** What else happens while the shop is open. Who gives up for `what` tells why, and is a violation. */
export type Alongside = (
  shop: { readonly isOpen: boolean },
  note: (name: string) => void,
  giveUp: (what: string) => (error: unknown) => void,
) => Promise<void>;

export interface Load {
  /** How often each thing broke. */
  readonly struck: Readonly<Record<string, number>>;
  /** What went wrong with people themselves: nobody gives up for good, whatever breaks. */
  readonly gaveUp: readonly string[];
}

/** The next thing breaks when everybody is back, somebody is away for good, or the shop has shut. */
async function recovered({ ops }: Shop, shut: AbortSignal, ms: number): Promise<void> {
  const isReady = (url: string): Promise<boolean> =>
    fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const deadline = Date.now() + ms; Date.now() < deadline && !shut.aborted;) {
    const answers = await Promise.all(Object.values(ops).map(isReady));
    if (answers.every(Boolean)) return;
    await sleep(200);
  }
}

/** People buy until there were enough purchases, or the alarm, while one thing after the other breaks. */
export async function load(
  run: Run,
  { likely, kinds, serve, made }: Customers,
  alarm: Promise<void>,
  say: (line: string) => void,
  strike: (name: string) => Promise<unknown> = (name) => faults[name]!(run.scene),
  alongside: Alongside = async () => {},
): Promise<Load> {
  const { crowd: places, purchases, deaths, seed, faults: names, rounds, restMs, recoverMs } = run.options;
  const struck: Record<string, number> = {};
  const gaveUp: string[] = [];
  const shop = { isOpen: true };
  const note = (name: string): void => void (struck[name] = (struck[name] ?? 0) + 1);
  const giveUp =
    (what: string) =>
    (error: unknown): void => {
      if (shop.isOpen) gaveUp.push(`${what}: ${String(error)}`);
    };

  const deck = { isDealt: rounds === Infinity || names.length === 0 };

  /** Where each thing breaks so often and no more, somebody is there to see it; and where each point must be died at. */
  const isWanted = (): boolean =>
    made() < purchases ||
    !deck.isDealt ||
    (deaths > 0 && made() < 3 * purchases && run.stage.least() < deaths);

  const come = async (place: number): Promise<void> => {
    const random = createRandom(`${seed} buyer ${place}`);
    for (let visit = 0; isWanted() && shop.isOpen; visit++) {
      // Each kind comes early, whatever luck says: a short run has few.
      const want = kinds[visit * places + place] ?? random.pick(likely);
      await serve(want, place, visit).catch(giveUp(want));
      note(`buyers: ${want}`);
    }
  };
  const breakThings = async (): Promise<void> => {
    const random = createRandom(`${seed} deck`);
    for (let round = 0; shop.isOpen && names.length > 0 && round < rounds; round++) {
      for (const name of random.shuffle(names)) {
        // The last few would meet all of it: whoever is still here when there were enough has calm.
        if (!shop.isOpen || (rounds === Infinity && !isWanted())) return;
        await strike(name);
        note(name);
        await sleep(random.between(restMs / 2, restMs * 1.5), undefined, run.shut).catch(() => {});
        await recovered(run.scene.shop, run.shut.signal, recoverMs);
      }
    }
    deck.isDealt = true;
  };
  const telling = setInterval(
    () => say(`${made()} purchases, ${run.stage.crashed().length} crashes, ${run.stage.births()} births`),
    10_000,
  );
  const breaking = breakThings();
  breaking.catch(() => {}); // awaited below
  const people = Promise.all([
    ...Array.from({ length: places }, (_, place) => come(place)),
    alongside(shop, note, giveUp),
  ]);
  people.catch(() => {});
  // The run may be over before the load is: somebody stopped it.
  const cutOff = once(run.shut.signal, 'abort').then(() => run.shut.signal.throwIfAborted());
  try {
    await Promise.race([people, alarm, cutOff, breaking.then(() => new Promise(() => {}))]);
  } finally {
    shop.isOpen = false;
    run.shut.abort();
    clearInterval(telling);
  }
  // Whoever waits for something else than an answer goes without having paid.
  await Promise.race([people, sleep(2_000)]);
  await breaking;
  return { struck, gaveUp };
}
