import { open } from '../../buttons.js';
import {
  rewardFor,
  invitationPayload,
  usualRules,
  type Reward,
  type ReferralRules,
} from '../../domain/referral.js';
import type { Earned } from '../../db/models/referral-reward.js';
import { botLink, shareLink } from '../bot-link.js';
import { defineScreen } from '../screen.js';
import type { Translator } from '../translate.js';

type Bonus = Pick<Reward, 'inviterDays' | 'friendDays'> & { readonly months: number };

interface State {
  /** Null until the bot knows its own name. */
  readonly link: string | null;
  readonly invited: number;
  readonly paid: number;
  readonly earned: Earned;
  /** For each term that is sold. */
  readonly bonuses: readonly Bonus[];
  readonly rules: Pick<ReferralRules, 'percent' | 'onePerFriend'>;
}

/** How to invite friends, what that gives, and what came of it. */
export default defineScreen<State>({
  async load({ db, person }) {
    const [user, rules, offers, counts, earned] = await Promise.all([
      db.users.byId(db.knex, person.id),
      db.settings.get<ReferralRules>('referral'),
      db.plans.onOffer(),
      db.referrals.counts(db.knex, person.id),
      db.referralRewards.earned(db.knex, person.id),
    ]);
    const { referralCode: code } = user;
    const terms = [...new Set(offers.map(({ months }) => months))].toSorted((a, b) => a - b);
    return {
      ...counts,
      earned,
      link: code === null ? null : await botLink(db, invitationPayload(code)),
      bonuses: terms.flatMap((months) => bonusOf(rules ?? usualRules, months)),
      rules: rules ?? usualRules,
    };
  },

  render({ link, invited, paid, earned, bonuses, rules }, t) {
    const { percent } = rules;
    const gives = [
      ...(percent > 0 ? [t('referral-percent', { percent: t.plain('percent', { percent }) })] : []),
      ...bonuses.map((bonus) => line(bonus, t)),
    ];
    const text = [
      t('referral-text'),
      ...(gives.length > 0
        ? ['', ...gives, '', t(rules.onePerFriend ? 'referral-first' : 'referral-each')]
        : []),
      '',
      link ? t('referral-link', { link }) : t('referral-later'),
      '',
      t('referral-counts', { invited, paid }),
      ...earnings(earned, t),
    ];
    return {
      text: text.join('\n'),
      buttons: [
        link
          ? [
              {
                text: t.plain('referral-share'),
                url: shareLink(link, t.plain('referral-message')),
                style: 'primary',
              },
            ]
          : [],
        [{ text: t.plain('referral-gifts'), data: open('gifts') }],
        invited > 0 ? [{ text: t.plain('referral-friends'), data: open('friends') }] : [],
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});

function earnings({ days, funds }: Earned, t: Translator): string[] {
  const parts = [
    ...(days > 0 ? [t.plain('term', { months: 0, days })] : []),
    ...funds.map((each) => t.money(each)),
  ];
  return parts.length > 0 ? [t('referral-earned', { gift: parts.join(' · ') })] : [];
}

function bonusOf(rules: ReferralRules, months: number): Bonus[] {
  const { inviterDays, friendDays } = rewardFor(rules, months, { minor: 0n, currency: 'RUB' });
  return inviterDays + friendDays > 0 ? [{ months, inviterDays, friendDays }] : [];
}

function line({ months, inviterDays: inviter, friendDays: friend }: Bonus, t: Translator): string {
  const term = t.plain('term', { months, days: 0 });
  const days = (count: number) => t.plain('term', { months: 0, days: count });
  if (inviter === 0) return t('referral-bonus-friend', { term, friend: days(friend) });
  if (friend === 0) return t('referral-bonus-inviter', { term, inviter: days(inviter) });
  return t('referral-bonus', { term, inviter: days(inviter), friend: days(friend) });
}
