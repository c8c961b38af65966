import type { Knex } from 'knex';
import type { Transaction } from 'objection';
import type { Language } from '../../domain/language.js';
import { ask } from '../ask.js';
import { Row } from '../model.js';
import { newReferralCode } from '../referral-code.js';

/** What is known of somebody before their update is handled. */
export interface Known {
  readonly id: bigint;
  readonly role: 'admin' | null;
  /** The required channel that Telegram was last asked about for them. */
  readonly channelId: bigint | null;
  readonly channelMember: boolean | null;
  readonly channelCheckedAt: Date | null;
  readonly gatedPayload: string | null;
}

const knownSql = `select id, role, channel_id, channel_member, channel_checked_at, gated_payload from users
  where telegram_id = ?`;

const noteSql =
  'update users set channel_id = ?, channel_member = ?, channel_checked_at = ? where telegram_id = ?';

export interface Sender {
  readonly telegramId: bigint;
  readonly firstName: string | null;
  readonly username: string | null;
  readonly languageCode: string | null;
}

/** A person and their chat, as an update finds them: the version is already that of what it will show. */
export interface Person {
  readonly id: bigint;
  readonly telegramId: bigint;
  readonly firstName: string | null;
  readonly language: Language | null;
  readonly languageGuess: string | null;
  readonly email: string | null;
  /** Whether what they pay by is to be saved; null until they said. */
  readonly savesMethods: boolean | null;
  readonly role: 'admin' | null;
  /** Since when the bot cannot write to them. */
  readonly blockedAt: Date | null;
  /** Since when an operator lets them do nothing. */
  readonly bannedAt: Date | null;
  readonly screenVersion: bigint;
  readonly screenMessageId: bigint | null;
  readonly screenKind: 'text' | 'photo' | null;
  readonly screen: string | null;
  readonly awaiting: string | null;
}

const personSql = `
  select u.id, u.telegram_id, u.first_name, u.language, u.language_guess, u.email, u.saves_methods, u.role, u.blocked_at, u.banned_at,
    c.screen_version, c.screen_message_id, c.screen_kind, c.screen, c.awaiting
  from users u join chats c on c.user_id = u.id where u.id = ?`;

interface Opening {
  readonly screen: string;
  readonly awaiting: string | null;
  readonly at: { readonly messageId: bigint; readonly kind: 'text' | 'photo' } | null;
}

export class User extends Row {
  static override tableName = 'users';

  declare readonly id: bigint;
  declare readonly telegramId: bigint | null;
  declare readonly firstName: string | null;
  declare readonly username: string | null;
  declare readonly language: Language | null;
  declare readonly languageGuess: string | null;
  declare readonly email: string | null;
  declare readonly savesMethods: boolean | null;
  declare readonly role: 'admin' | null;
  declare readonly startPayload: string | null;
  /** What others come by, when they are invited; null until the next update of an old person. */
  declare readonly referralCode: string | null;
  declare readonly gatedPayload: string | null;
  declare readonly blockedAt: Date | null;
  declare readonly bannedAt: Date | null;
  declare readonly createdAt: Date;

  /**
   * Marks the update as handled and fetches its sender, written down if new, in one round trip. Undefined when the
   * update was handled before: nothing is changed then. Whoever writes to us has not blocked us.
   */
  static async meet(trx: Transaction, updateId: bigint, sender: Sender): Promise<Person | undefined> {
    const { telegramId, firstName, username, languageCode } = sender;
    const [person] = await ask<Person>(
      trx,
      `with fresh as (insert into processed_updates (update_id) values (?) on conflict do nothing returning 1),
       person as (
         insert into users (telegram_id, first_name, username, language_guess, referral_code)
         select ?, ?, ?, ?, ? from fresh
         on conflict (telegram_id) do update set first_name = excluded.first_name, username = excluded.username,
           language_guess = excluded.language_guess, blocked_at = null,
           referral_code = coalesce(users.referral_code, excluded.referral_code)
         returning *)
       insert into chats as c (user_id, screen_version) select id, 1 from person
       on conflict (user_id) do update set screen_version = c.screen_version + 1
       returning c.user_id id, c.screen_version, c.screen_message_id, c.screen_kind, c.screen, c.awaiting,
         (select p.telegram_id from person p), (select p.first_name from person p), (select p.language from person p),
         (select p.language_guess from person p), (select p.email from person p), (select p.saves_methods from person p),
         (select p.role from person p),
         (select p.blocked_at from person p), (select p.banned_at from person p)`,
      updateId,
      telegramId,
      firstName,
      username,
      languageCode,
      newReferralCode(),
    );
    return person;
  }

  static async known(telegramId: bigint): Promise<Known | undefined> {
    const [known] = await ask<Known>(this.knex(), knownSql, telegramId);
    return known;
  }

  /** Whether they are in the required channel, as Telegram says; of strangers nothing is kept. */
  static async noteChannel(
    knex: Knex,
    telegramId: bigint,
    { channelId, isMember }: { readonly channelId: bigint; readonly isMember: boolean },
    at: Date,
  ): Promise<void> {
    await ask(knex, noteSql, channelId, isMember, at, telegramId);
  }

  /** As an update finds them, for whoever we write to; by our own id. */
  static async person(id: bigint): Promise<Person | undefined> {
    const [person] = await ask<Person>(this.knex(), personSql, id);
    return person;
  }

  /** What they are shown next, and what they are asked to write. */
  static async looksAt(trx: Transaction, id: bigint, screen: string, awaiting: string | null): Promise<void> {
    await ask(trx, 'update chats set screen = ?, awaiting = ? where user_id = ?', screen, awaiting, id);
  }

  /** What they are shown next, and where; in a message of its own (null), they have no screen until it is there. */
  static async opens(trx: Transaction, id: bigint, { screen, awaiting, at }: Opening): Promise<void> {
    const sql = `update chats set screen = ?, awaiting = ?, screen_message_id = ?, screen_kind = ? where user_id = ?`;
    await ask(trx, sql, screen, awaiting, at?.messageId ?? null, at?.kind ?? null, id);
  }

  /** Where their screen is, unless something newer was shown meanwhile. */
  static async remember(
    { id, screenVersion }: Person,
    { messageId, kind }: { messageId: bigint; kind: 'text' | 'photo' },
  ): Promise<void> {
    await ask(
      this.knex(),
      'update chats set screen_message_id = ?, screen_kind = ? where user_id = ? and screen_version = ?',
      messageId,
      kind,
      id,
      screenVersion,
    );
  }
}
