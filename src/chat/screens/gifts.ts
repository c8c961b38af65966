import { open } from '../../buttons.js';
import type { ListedGift } from '../../db/models/gift.js';
import { defineScreen, toId } from '../screen.js';

const pageSize = 6;
/** Beyond every id. */
const newest = 10n ** 18n;

interface State {
  readonly gifts: readonly ListedGift[];
  readonly next: bigint | null;
  readonly isFirst: boolean;
}

/** What they gave, newest first, page by page from the last id seen. */
export default defineScreen<State>({
  async load({ db, person }, before) {
    const from = toId(before);
    const found = await db.gifts.given(db.knex, person.id, from ?? newest, pageSize + 1);
    const gifts = found.slice(0, pageSize);
    return { gifts, next: found.length > pageSize ? gifts.at(-1)!.orderId : null, isFirst: from === null };
  },

  render({ gifts, next, isFirst }, t) {
    const buttons = gifts.map(({ orderId, state, months, days, at }) => {
      const facts = { term: t.plain('term', { months, days }), date: t.date(at) };
      return [{ text: t.plain(`gifts-${state}`, facts), data: open('given', orderId) }];
    });
    return {
      text: t(gifts.length > 0 ? 'gifts-text' : 'gifts-none'),
      buttons: [
        ...buttons,
        [
          ...(isFirst ? [] : [{ text: t.plain('history-newest'), data: open('gifts') }]),
          ...(next === null ? [] : [{ text: t.plain('history-older'), data: open('gifts', next) }]),
        ],
        [{ text: t.plain('gifts-new'), data: open('present'), style: 'primary' }],
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});
