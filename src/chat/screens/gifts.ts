import { open } from '../../buttons.js';
import type { ListedGift } from '../../db/models/gift.js';
import { pageButtons, pageOf, type Paged } from '../paging.js';
import { defineScreen } from '../screen.js';
import { listedTerm, termTitle } from '../term-title.js';

const pageSize = 6;

interface State extends Paged {
  readonly gifts: readonly ListedGift[];
}

/** What they gave, newest first, page by page from the last id seen. */
export default defineScreen<State>({
  async load({ db, person }, before) {
    const read = (from: bigint, limit: number) => db.gifts.given(db.knex, person.id, from, limit);
    const { page: gifts, ...paged } = await pageOf(before, pageSize, read, ({ orderId }) => orderId);
    return { gifts, ...paged };
  },

  render({ gifts, ...paged }, t) {
    const buttons = gifts.map(({ orderId, state, at, ...gift }) => {
      const facts = { term: termTitle(listedTerm(gift), t), date: t.date(at) };
      return [{ text: t.plain(`gifts-${state}`, facts), data: open('given', orderId) }];
    });
    return {
      text: t(gifts.length > 0 ? 'gifts-text' : 'gifts-none'),
      buttons: [
        ...buttons,
        pageButtons('gifts', paged, t),
        [{ text: t.plain('gifts-new'), data: open('present'), style: 'primary' }],
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});
