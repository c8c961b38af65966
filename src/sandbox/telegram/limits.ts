import { tooMany } from './errors.js';

interface Bucket {
  tokens: number;
  at: number;
}

interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** New messages only; the figures are the ones Telegram's FAQ gives to bots. */
const perBot: Rate = { perSecond: 30, burst: 30 };
const perChat: Rate = { perSecond: 1, burst: 5 };

/** Token buckets, as Telegram's flood limits: one for the bot, one for each chat. */
export class Limits {
  enabled: boolean;
  readonly #now: () => number;
  readonly #bot: Bucket;
  readonly #chats = new Map<number, Bucket>();
  #webhookSetAt = -Infinity;

  constructor(enabled: boolean, now: () => number) {
    this.enabled = enabled;
    this.#now = now;
    this.#bot = { tokens: perBot.burst, at: now() };
  }

  /** Takes a token of both, or throws 429 with the seconds to wait and takes none. */
  take(chatId: number): void {
    if (!this.enabled) return;
    const chat = this.#chat(chatId);
    const waitSeconds = Math.max(this.#wait(chat, perChat), this.#wait(this.#bot, perBot));
    if (waitSeconds > 0) throw tooMany(Math.max(1, Math.ceil(waitSeconds)));
    chat.tokens -= 1;
    this.#bot.tokens -= 1;
  }

  /** setWebhook is allowed once a second. */
  takeWebhook(): void {
    if (this.enabled && this.#now() < this.#webhookSetAt + 1_000) throw tooMany(1);
    this.#webhookSetAt = this.#now();
  }

  #chat(id: number): Bucket {
    let bucket = this.#chats.get(id);
    if (!bucket) {
      bucket = { tokens: perChat.burst, at: this.#now() };
      this.#chats.set(id, bucket);
    }
    return bucket;
  }

  /** Refills first. Seconds until there is a whole token, 0 when there is one. */
  #wait(bucket: Bucket, { perSecond, burst }: Rate): number {
    const now = this.#now();
    bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1_000) * perSecond);
    bucket.at = now;
    return bucket.tokens >= 1 ? 0 : (1 - bucket.tokens) / perSecond;
  }
}
