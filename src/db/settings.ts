import type { Knex } from 'knex';
import type { ExpiryRules } from '../domain/expiry.js';
import { usualRules, type ReferralRules } from '../domain/referral.js';
import type { Audit } from './ledger-audit.js';

/** How far a walk came, in milliseconds since 1970. */
interface Reached {
  readonly upTo: number;
}

/** What a day asks of what is older than the proof of its books, as ISO times. `to`: null at the end of it. */
export interface Stretch {
  readonly day: string;
  readonly from: string;
  readonly to: string | null;
}

/** What is kept by each name, as JSON. */
export interface Settings {
  /** What Telegram said of the bot, and was told of it (by its hash); another release may have kept less. */
  bot: { readonly username?: string; readonly hash?: string; readonly operators?: readonly string[] };
  /** The newest day that was counted (counted again while it lasts, and once more after it), and when: an ISO time. */
  figures: { readonly day: string; readonly at: string };
  /** Only of a demo: whose people and money are made up. */
  demo: { readonly since: string };
  referral: ReferralRules;
  expiry: ExpiryRules;
  'ledger.audit': Audit;
  'stars.match': Reached;
  [matched: `mandate.match:${string}`]: Reached;
  [swept: `expiry.swept:${string}`]: Reached;
  [proven: `books.proven:${string}`]: { readonly at: number };
  [walked: `books.walk:${string}`]: Stretch;
}

/** What the fleet knows of itself, by name: small, rarely written, shared by all processes. */
export function createSettings(knex: Knex) {
  /** In a transaction, by its own connection. */
  async function get<Name extends keyof Settings>(
    name: Name,
    on: Knex = knex,
  ): Promise<Settings[Name] | undefined> {
    const row = await on<{ name: string; value: Settings[Name] }>('settings').where({ name }).first();
    return row?.value;
  }

  return {
    get,
    async set<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
      await knex('settings')
        .insert({ name, value: JSON.stringify(value) })
        .onConflict('name')
        .merge({ value: JSON.stringify(value), updatedAt: knex.fn.now() });
    },
    /** The first generation's, until some are written. */
    referralRules: async (on?: Knex): Promise<ReferralRules> => (await get('referral', on)) ?? usualRules,
  };
}
