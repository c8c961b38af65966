import type { Money } from './money.js';

/** The periods that have a bonus of their own, in months. */
const bonusPeriods = [1, 3, 6, 12] as const;
type BonusPeriod = (typeof bonusPeriods)[number];
export type BonusDays = Readonly<Record<BonusPeriod, number>>;

/** What inviting a friend gives. */
export interface ReferralRules {
  readonly inviterDays: BonusDays;
  readonly friendDays: BonusDays;
  /** Of the price, to the inviter's balance, in place of their days; 0 is none. */
  readonly percent: number;
  /** For a friend's first purchase alone; else for each. */
  readonly onePerFriend: boolean;
  /** Links that name a Telegram id count. */
  readonly legacyLinks: boolean;
}

/** The first generation's, until the settings are written to the database. */
export const usualRules: ReferralRules = {
  inviterDays: { 1: 3, 3: 7, 6: 15, 12: 30 },
  friendDays: { 1: 1, 3: 3, 6: 7, 12: 15 },
  percent: 0,
  onePerFriend: true,
  legacyLinks: true,
};

/** Whom a deep link names as the inviter: the ways to read it, in the order in which they are tried. */
export interface Invitation {
  readonly code: string | null;
  readonly telegramId: bigint | null;
}

/**
 * `ref_u<CODE>` as we make it, `ref_<CODE>`, or `ref_<telegram id>` of old; null is no invitation. With its "u" a code
 * has ten characters, so one that begins with U itself is not cut; nine digits may be a code or an id.
 */
export function readInvitation(payload: string): Invitation | null {
  const given = /^ref_([A-Za-z0-9]{1,20})$/.exec(payload)?.[1]?.toUpperCase();
  if (given === undefined) return null;
  const code = /^U[A-Z0-9]{9}$/.test(given) ? given.slice(1) : given;
  const isId = /^[1-9]\d{0,15}$/.test(given);
  if (code.length !== 9 && !isId) return null;
  return { code: code.length === 9 ? code : null, telegramId: isId ? BigInt(given) : null };
}

export const invitationPayload = (code: string): string => `ref_u${code}`;

export interface Reward {
  readonly inviterDays: number;
  readonly friendDays: number;
  /** To the inviter's balance. */
  readonly money: Money | null;
}

/** What a friend's purchase of so many months gives; a period in between counts as the shorter one beside it. */
export function rewardFor(rules: ReferralRules, months: number, price: Money): Reward {
  const period = bonusPeriods.findLast((each) => each <= months);
  const friendDays = period ? rules.friendDays[period] : 0;
  if (rules.percent === 0)
    return { inviterDays: period ? rules.inviterDays[period] : 0, friendDays, money: null };
  const minor = (price.minor * BigInt(rules.percent)) / 100n;
  return { inviterDays: 0, friendDays, money: minor > 0n ? { ...price, minor } : null };
}

/** Enough to know a friend by, and no more: "А•••". */
export const masked = (name: string | null): string => `${Array.from(name?.trim() ?? '')[0] ?? ''}•••`;
