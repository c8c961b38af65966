import { setTimeout as sleep } from 'node:timers/promises';
import { wants, type Want } from './buyer.js';
import { faults } from './faults.js';
import { overtake } from './overtake.js';
import { createRandom } from './random.js';
import type { Run } from './run.js';
import type { Shop } from '../support/fleet/open-shop.js';

/** How often each comes, of a hundred. */
const crowd: readonly Want[] = Object.entries({
  once: 50,
  twice: 10,
  trial: 10,
  both: 20,
  wrong: 4,
  forged: 4,
  late: 2,
}).flatMap(([want, count]) => Array.from({ length: count }, () => want as Want));

export interface Load {
  /** How often each thing broke. */
  readonly struck: Readonly<Record<string, number>>;
  /** What went wrong with people themselves: nobody gives up for good, whatever breaks. */
  readonly gaveUp: readonly string[];
}

/** The next thing breaks when everybody is back, or somebody is away for good. */
async function recovered({ ops }: Shop): Promise<void> {
  const isReady = (url: string): Promise<boolean> =>
    fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_000) }).then(
      ({ ok }) => ok,
      () => false,
    );
  for (const deadline = Date.now() + 15_000; Date.now() < deadline; await sleep(200)) {
    const answers = await Promise.all(Object.values(ops).map(isReady));
    if (answers.every(Boolean)) return;
  }
}

/** People buy until there were enough purchases, while one thing after the other breaks. */
export async function load(run: Run, say: (line: string) => void): Promise<Load> {
  const { crowd: places, purchases, overtakes } = run.options;
  const struck: Record<string, number> = {};
  const gaveUp: string[] = [];
  const shop = { isOpen: true };
  const note = (name: string): void => void (struck[name] = (struck[name] ?? 0) + 1);
  const made = (): number => run.market.deeds.filter(({ is }) => is === 'paid').length;

  const come = async (place: number): Promise<void> => {
    const random = createRandom(`${run.options.seed} buyer ${place}`);
    for (let visit = 0; made() < purchases; visit++) {
      // Each kind comes early, whatever luck says: a short run has few.
      const want = visit === 0 ? Object.keys(wants)[place % Object.keys(wants).length] : random.pick(crowd);
      await wants[want as Want](run.market, run.chats.meet()).catch(
        (error: unknown) => void gaveUp.push(`${want}: ${String(error)}`),
      );
      note(`buyers: ${want}`);
    }
  };
  const beOvertaken = async (): Promise<void> => {
    for (let times = 0; times < overtakes; times++) {
      const person = run.chats.meet();
      await wants.once(run.market, person).catch(() => {});
      const struckInTime = await overtake(run.scene, run.market, person).catch(() => false);
      if (struckInTime) note('overtaken panel call');
    }
  };
  const breakThings = async (): Promise<void> => {
    const { seed, faults: names, rounds, restMs } = run.options;
    const random = createRandom(`${seed} deck`);
    for (let round = 0; shop.isOpen && names.length > 0 && round < rounds; round++) {
      for (const name of random.shuffle(names)) {
        if (!shop.isOpen) return;
        await faults[name]!(run.scene);
        note(name);
        await sleep(random.between(restMs / 2, restMs * 1.5));
        await recovered(run.scene.shop);
      }
    }
  };
  const telling = setInterval(
    () => say(`${made()} purchases, ${run.stage.crashed().length} crashes, ${run.stage.births()} births`),
    10_000,
  );
  const breaking = breakThings();
  breaking.catch(() => {}); // awaited below
  try {
    await Promise.race([
      Promise.all([...Array.from({ length: places }, (_, place) => come(place)), beOvertaken()]),
      breaking.then(() => new Promise(() => {})),
    ]);
  } finally {
    shop.isOpen = false;
    clearInterval(telling);
  }
  await breaking;
  return { struck, gaveUp };
}
