import { open } from '../../buttons.js';
import type { Friend } from '../../db/models/referral.js';
import { masked } from '../../domain/referral.js';
import { pageButtons, pageOf, type Paged } from '../paging.js';
import { defineScreen } from '../screen.js';

const pageSize = 10;

interface State extends Paged {
  readonly friends: readonly Friend[];
}

/** Whom they brought, newest first, page by page from the last id seen. Names are not shown in full. */
export default defineScreen<State>({
  async load({ db, person }, before) {
    const read = (from: bigint, limit: number) => db.referrals.friends(db.knex, person.id, from, limit);
    const { page: friends, ...paged } = await pageOf(before, pageSize, read, ({ id }) => id);
    return { friends, ...paged };
  },

  render({ friends, ...paged }, t) {
    const lines = friends.map(({ name, hasPaid }) =>
      t(hasPaid ? 'friends-paid' : 'friends-waiting', { name: masked(name) }),
    );
    return {
      text: lines.length > 0 ? `${t('friends-title')}\n\n${lines.join('\n')}` : t('friends-none'),
      buttons: [pageButtons('friends', paged, t), [{ text: t.plain('back'), data: open('referral') }]],
    };
  },
});
