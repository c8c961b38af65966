import type { ViewMessage } from '../../../src/sandbox/telegram/view.js';
import { insist, patienceMs } from '../buyer.js';
import type { Person } from '../chats.js';

export type Step = readonly [see: RegExp, tap: RegExp];

/** Says it and taps from screen to screen until the last one shows; from the start again where a tap got lost. */
export const walk = (
  person: Person,
  words: string,
  steps: readonly Step[],
  end: RegExp,
): Promise<ViewMessage> =>
  insist(async () => {
    person.say(words);
    for (const [see, tap] of steps) {
      // The same screen may have come again, or they are there already.
      const shown = await person.sees(either(see, end), patienceMs);
      if (!shown) return undefined;
      if (end.test(shown.text)) return shown;
      if (!(await tapOnce(person, tap, shown))) return undefined;
    }
    return person.sees(end, patienceMs * 2);
  });

const either = (one: RegExp, other: RegExp): RegExp => new RegExp(`${one.source}|${other.source}`, one.flags);

/** A screen may get its button a moment after its words. */
async function tapOnce(person: Person, tap: RegExp, shown: ViewMessage): Promise<boolean> {
  if (person.tap(tap, shown)) return true;
  return (await person.sees(/(?!)/, 700)) === undefined && person.tap(tap, shown);
}

/** The pay button's address. */
export function addressOf(invoice: ViewMessage): string | undefined {
  const button = invoice.keyboard.flat().find(({ text }) => /Оплатить/.test(text));
  return button && 'url' in button ? button.url : undefined;
}
