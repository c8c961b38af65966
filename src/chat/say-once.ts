import type { Scope } from '../queue/scope.js';
import { languageOf } from './language.js';

/** A sentence without a screen: nothing to tap, nothing to remember. */
export async function sayOnce(
  telegramId: string,
  text: string,
  { db, telegram, chat }: Scope,
): Promise<void> {
  const user = await db.users.query().findOne({ telegramId });
  if (!user) return;
  const t = chat.translate(languageOf(user, chat.defaultLanguage));
  await telegram.send(BigInt(telegramId), { text: t(text), keyboard: { inline_keyboard: [] } }, 0);
}
