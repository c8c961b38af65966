import { z } from 'zod';
import type { ReferralRules } from '../domain/referral.js';
import { flag, whole } from './fields.js';

const days = (usual: number, about: string) =>
  whole(0, 365, ' of days')
    .default(usual)
    .meta({ about, example: String(usual) });
const inviter = (usual: number, period: string) =>
  days(usual, `What the inviter gets when a friend buys ${period}`);
const friend = (usual: number, period: string) => days(usual, `What the friend gets on top of ${period}`);

/** The first generation's names. They seed the rules; after that the database counts. */
export const referral = z.object({
  REFERRAL_BONUS_DAYS_1_MONTH: inviter(3, '1 month'),
  REFERRAL_BONUS_DAYS_3_MONTHS: inviter(7, '3 months'),
  REFERRAL_BONUS_DAYS_6_MONTHS: inviter(15, '6 months'),
  REFERRAL_BONUS_DAYS_12_MONTHS: inviter(30, '12 months'),
  REFEREE_BONUS_DAYS_1_MONTH: friend(1, '1 month'),
  REFEREE_BONUS_DAYS_3_MONTHS: friend(3, '3 months'),
  REFEREE_BONUS_DAYS_6_MONTHS: friend(7, '6 months'),
  REFEREE_BONUS_DAYS_12_MONTHS: friend(15, '12 months'),
  REFERRAL_PERCENT: whole(0, 50, ' of percent').default(0).meta({
    about:
      'Part of the price that goes to the inviter’s balance, in place of their days; the friend’s days stay. 0 is none',
    example: '10',
  }),
  REFERRAL_ONE_BONUS_PER_REFEREE: flag().default(true).meta({
    about: 'Rewards a friend’s first purchase alone; false rewards each purchase and renewal',
    example: 'true',
  }),
  LEGACY_REFS: flag()
    .default(true)
    .meta({ about: 'Old links that name a Telegram id, `ref_<id>`, still count', example: 'true' }),
});

export const rulesOf = (given: z.output<typeof referral>): ReferralRules => ({
  inviterDays: {
    1: given.REFERRAL_BONUS_DAYS_1_MONTH,
    3: given.REFERRAL_BONUS_DAYS_3_MONTHS,
    6: given.REFERRAL_BONUS_DAYS_6_MONTHS,
    12: given.REFERRAL_BONUS_DAYS_12_MONTHS,
  },
  friendDays: {
    1: given.REFEREE_BONUS_DAYS_1_MONTH,
    3: given.REFEREE_BONUS_DAYS_3_MONTHS,
    6: given.REFEREE_BONUS_DAYS_6_MONTHS,
    12: given.REFEREE_BONUS_DAYS_12_MONTHS,
  },
  percent: given.REFERRAL_PERCENT,
  onePerFriend: given.REFERRAL_ONE_BONUS_PER_REFEREE,
  legacyLinks: given.LEGACY_REFS,
});
