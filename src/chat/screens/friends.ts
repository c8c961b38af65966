import { open } from '../../buttons.js';
import type { Friend } from '../../db/models/referral.js';
import { masked } from '../../domain/referral.js';
import { defineScreen, toId } from '../screen.js';

const pageSize = 10;
/** Beyond every id. */
const newest = 10n ** 18n;

interface State {
  readonly friends: readonly Friend[];
  readonly next: bigint | null;
  readonly isFirst: boolean;
}

/** Whom they brought, newest first, page by page from the last id seen. Names are not shown in full. */
export default defineScreen<State>({
  async load({ db, person }, before) {
    const from = toId(before);
    const found = await db.referrals.friends(db.knex, person.id, from ?? newest, pageSize + 1);
    const friends = found.slice(0, pageSize);
    return { friends, next: found.length > pageSize ? friends.at(-1)!.id : null, isFirst: from === null };
  },

  render({ friends, next, isFirst }, t) {
    const lines = friends.map(({ name, hasPaid }) =>
      t(hasPaid ? 'friends-paid' : 'friends-waiting', { name: masked(name) }),
    );
    return {
      text: lines.length > 0 ? `${t('friends-title')}\n\n${lines.join('\n')}` : t('friends-none'),
      buttons: [
        [
          ...(isFirst ? [] : [{ text: t.plain('history-newest'), data: open('friends') }]),
          ...(next === null ? [] : [{ text: t.plain('history-older'), data: open('friends', next) }]),
        ],
        [{ text: t.plain('back'), data: open('referral') }],
      ],
    };
  },
});
