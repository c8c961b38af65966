import { wants, type Want } from './buyer.js';
import type { Alongside, Customers } from './load.js';
import type { Market } from './market.js';
import { overtake, overtaken } from './overtake.js';
import type { Run } from './run.js';

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

/** The people of the main job. */
export function customers({ options, chats }: Run, market: Market): Customers {
  const kinds = options.wants.length > 0 ? options.wants : Object.keys(wants);
  return {
    kinds,
    likely: crowd.filter((want) => kinds.includes(want)),
    serve: (want) => wants[want as Want](market, chats.meet()),
    made: () => market.deeds.filter(({ is }) => is === 'paid').length,
  };
}

/** People whose panel calls are overtaken by a newer purchase, beside the others. */
export const beOvertaken =
  ({ options, chats, scene }: Run, market: Market): Alongside =>
  async (shop, note, giveUp) => {
    for (let times = 0; times < options.overtakes && shop.isOpen; times++) {
      const person = chats.meet();
      const struckInTime = await wants
        .once(market, person)
        .then(() => overtake(scene, market, person))
        .catch(giveUp(overtaken));
      if (struckInTime === true) note(overtaken);
    }
  };
