import type { Db } from '../db/db.js';
import { rewardFor, type ReferralRules, type Reward } from '../domain/referral.js';

/** Days for a term that is sold. */
export type Bonus = Pick<Reward, 'inviterDays' | 'friendDays'> & { readonly months: number };

/** What an invitation gives as the shop is now: the rules, and for each term that is sold the days, if any. */
export async function bonusesOf(
  db: Db,
): Promise<{ readonly rules: ReferralRules; readonly bonuses: readonly Bonus[] }> {
  const [rules, offers] = await Promise.all([db.settings.referralRules(), db.plans.onOffer()]);
  const terms = [...new Set(offers.map(({ months }) => months))].toSorted((a, b) => a - b);
  return { rules, bonuses: terms.flatMap((months) => bonusOf(rules, months)) };
}

function bonusOf(rules: ReferralRules, months: number): Bonus[] {
  const { inviterDays, friendDays } = rewardFor(rules, months, { minor: 0n, currency: 'RUB' });
  return inviterDays + friendDays > 0 ? [{ months, inviterDays, friendDays }] : [];
}

/** Nobody is promised what no purchase would give them. */
export const friendGets = (bonuses: readonly Bonus[]): boolean =>
  bonuses.some(({ friendDays }) => friendDays > 0);

export const inviterGets = (
  { percent }: Pick<ReferralRules, 'percent'>,
  bonuses: readonly Bonus[],
): boolean => percent > 0 || bonuses.some(({ inviterDays }) => inviterDays > 0);
