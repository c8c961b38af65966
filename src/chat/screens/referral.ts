import { open } from '../../buttons.js';
import { invitationPayload, type ReferralRules } from '../../domain/referral.js';
import type { Earned } from '../../db/models/referral-reward.js';
import { botLink, shareLink } from '../bot-link.js';
import { bonusesOf, friendGets, inviterGets, type Bonus } from '../referral-bonuses.js';
import { defineScreen } from '../screen.js';
import type { Translator } from '../translate.js';

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
    const [user, gives, counts, earned] = await Promise.all([
      db.users.byId(db.knex, person.id),
      bonusesOf(db),
      db.referrals.counts(db.knex, person.id),
      db.referralRewards.earned(db.knex, person.id),
    ]);
    const { referralCode: code } = user;
    return {
      ...counts,
      ...gives,
      earned,
      link: code === null ? null : await botLink(db, invitationPayload(code)),
    };
  },

  render({ link, invited, paid, earned, bonuses, rules }, t) {
    const { percent } = rules;
    const gives = [
      ...(percent > 0 ? [t('referral-percent', { percent: t.plain('percent', { percent }) })] : []),
      ...bonuses.map((bonus) => line(bonus, t)),
    ];
    const text = [
      t(invitation(rules, bonuses)),
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
                url: shareLink(
                  link,
                  t.plain(friendGets(bonuses) ? 'referral-message' : 'referral-message-plain'),
                ),
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

/** Who gets something, and who is told so. */
function invitation(rules: State['rules'], bonuses: readonly Bonus[]): string {
  if (friendGets(bonuses)) return inviterGets(rules, bonuses) ? 'referral-text' : 'referral-text-friend';
  return inviterGets(rules, bonuses) ? 'referral-text-inviter' : 'referral-text-none';
}

function earnings({ days, funds }: Earned, t: Translator): string[] {
  const parts = [
    ...(days > 0 ? [t.plain('term', { months: 0, days })] : []),
    ...funds.map((each) => t.money(each)),
  ];
  return parts.length > 0 ? [t('referral-earned', { gift: parts.join(' · ') })] : [];
}

function line({ months, inviterDays: inviter, friendDays: friend }: Bonus, t: Translator): string {
  const term = t.plain('term', { months, days: 0 });
  const days = (count: number) => t.plain('term', { months: 0, days: count });
  if (inviter === 0) return t('referral-bonus-friend', { term, friend: days(friend) });
  if (friend === 0) return t('referral-bonus-inviter', { term, inviter: days(inviter) });
  return t('referral-bonus', { term, inviter: days(inviter), friend: days(friend) });
}
