import type { Db } from '../db/db.js';

/** A link that opens the bot with a payload; null until Telegram has told us the bot's name. */
export async function botLink({ settings }: Db, payload: string): Promise<string | null> {
  const bot = await settings.get('bot');
  return bot?.username ? `https://t.me/${bot.username}?start=${payload}` : null;
}

/** Opens Telegram's own choice of whom to send a text and a link. https://core.telegram.org/api/links#share-links */
export const shareLink = (url: string, text: string): string =>
  `https://t.me/share/url?url=${encodeURIComponent(url)}&text=${encodeURIComponent(text)}`;
