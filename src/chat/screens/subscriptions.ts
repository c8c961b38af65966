import { open } from '../../buttons.js';
import { daysLeft } from '../../domain/term.js';
import { defineScreen, type Button } from '../screen.js';
import { choicesOf } from '../target.js';
import type { Plain, Translator } from '../translate.js';

interface Line {
  readonly id: bigint;
  readonly number: number;
  /** Null where all of it went back: it can be bought anew. */
  readonly end: Date | null;
  readonly daysLeft: number;
}

interface State {
  readonly lines: readonly Line[];
  /** The number of a new one; null where there may be none. */
  readonly next: number | null;
  /** They came to buy: which one shall it be for? */
  readonly buys: boolean;
}

/** All that somebody has, where that is more than one or may become so. */
export default defineScreen<State>({
  async load({ db, person, shop, now }, why) {
    const { owned, next } = await choicesOf(db, person.id, shop);
    if (owned.length === 0) return null;
    const lines = owned.map(({ id, number, paidUntil }) => ({
      id,
      number,
      end: paidUntil,
      daysLeft: daysLeft(paidUntil, now),
    }));
    return { lines, next, buys: why === 'buy' };
  },

  render({ lines, next, buys }, t) {
    const all = lines.map((line): Button[] => [
      {
        text: label(line, t),
        data: buys || line.end === null ? open('plans', line.number) : open('subscription', line.id),
      },
    ]);
    return {
      text: t(buys ? 'subscriptions-which' : 'subscriptions-title'),
      buttons: [
        ...all,
        next === null
          ? []
          : [{ text: t.plain('subscriptions-new'), data: open('plans', next), style: 'primary' }],
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});

function label({ number, end, daysLeft: days }: Line, t: Translator): Plain {
  if (end === null || days === 0) return t.plain('subscriptions-ended', { number });
  return t.plain('subscriptions-active', { number, date: t.date(end) });
}
