import type { Logger } from 'pino';
import type { Shop } from '../chat/screen.js';
import type { Translator } from '../chat/translate.js';
import type { Language } from '../domain/language.js';
import type { Db } from '../db/db.js';
import type { Panels } from '../panels/registry.js';
import type { Payments } from '../payments/registry.js';
import type { Telegram } from '../telegram/telegram.js';
import type { Mailbox } from './mailbox.js';

/** What conversations need beside the database. */
export interface Chat {
  readonly shop: Shop;
  readonly translate: (language: Language) => Translator;
  readonly defaultLanguage: Language;
  /** Telegram ids of those who run the shop; others may be operators by their role. */
  readonly operators: ReadonlySet<bigint>;
  /** Of the shop's days, and of every date that people see. */
  readonly timezone: string;
}

/** What happened and how long it took, for the metrics. */
export interface Meter {
  readonly replied: (ms: number) => void;
  readonly provisioned: (ms: number) => void;
}

/** What the bot tells Telegram of itself, where its updates shall go and what its commands are. */
export interface BotSetup {
  readonly webhookUrl: string | null;
  readonly secretToken: string | null;
}

/** Everything a job may touch. Built once per process, in `src/main`. */
export interface Scope {
  readonly db: Db;
  readonly panels: Panels;
  readonly payments: Payments;
  readonly telegram: Telegram;
  readonly mailbox: Mailbox;
  readonly chat: Chat;
  readonly bot: BotSetup;
  readonly meter: Meter;
  readonly log: Logger;
  /** Aborted when the process must stop now. Hand it to every call that can wait. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
}
