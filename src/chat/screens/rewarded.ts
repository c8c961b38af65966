import { open } from '../../buttons.js';
import { money, type Money } from '../../domain/money.js';
import type { ReferralReward } from '../../db/models/referral-reward.js';
import { masked } from '../../domain/referral.js';
import { defineScreen, toId } from '../screen.js';

interface State {
  /** Null for the friend themselves. */
  readonly friend: string | null;
  readonly days: number;
  /** Of what was taken back, as much as really was. */
  readonly amount: Money | null;
  readonly isTakenBack: boolean;
}

/** What a friend's purchase gave: to whoever invited them, or to the friend. */
export default defineScreen<State>({
  async load({ db, person }, id) {
    const own = 'payment_id = ? and (inviter_id = ? or friend_id = ?)';
    const reward = await db.referralRewards.one(db.knex, own, toId(id) ?? 0n, person.id, person.id);
    if (!reward) return null;
    const { friendId, friendDays, takenAt } = reward;
    if (friendId === person.id)
      return { friend: null, days: friendDays, amount: null, isTakenBack: takenAt !== null };
    const { firstName } = await db.users.byId(db.knex, friendId);
    return { friend: masked(firstName), ...invitersOf(reward) };
  },

  render({ friend, days, amount, isTakenBack }, t) {
    const gift = amount ? t.money(amount) : t.plain('term', { months: 0, days });
    const text = isTakenBack
      ? t('rewarded-back', { gift })
      : friend === null
        ? t('rewarded-friend', { gift })
        : t(amount ? 'rewarded-money' : 'rewarded-days', { gift, friend });
    return {
      text,
      buttons: [
        friend === null ? [] : [{ text: t.plain('rewarded-more'), data: open('referral'), style: 'primary' }],
        [{ text: t.plain('menu'), data: open('home') }],
      ],
    };
  },

  isKept: true,
});

/** Until it was tried nothing is taken; and of money only what was there, which may be nothing. */
function invitersOf({ inviterDays: days, amount, takenMinor }: ReferralReward): Omit<State, 'friend'> {
  const taken = amount && takenMinor ? money(takenMinor, amount.currency) : null;
  const isTakenBack = takenMinor !== null && (taken !== null || days > 0);
  return { days, amount: isTakenBack ? taken : amount, isTakenBack };
}
