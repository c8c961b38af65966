import type { BotCommand, MenuButton } from 'grammy/types';

export interface Webhook {
  readonly url: string;
  readonly secretToken: string;
  readonly maxConnections: number;
}

/** What the bot has told Telegram about itself; survives a restart. */
export interface BotSettings {
  webhook: Webhook | null;
  /** By scope and language: `default::`, `chat:42:ru`. */
  readonly commands: Record<string, BotCommand[]>;
  /** By chat; `default` for everybody else. */
  readonly menuButtons: Record<string, MenuButton>;
}
