import type { Update } from 'grammy/types';
import { open } from '../buttons.js';
import type { JsonObject } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';
import { scrub } from '../scrub.js';
import { senderOf } from './handle-update.js';
import { languageOf } from '../domain/language.js';
import type { Button } from './screen.js';
import { toShown } from './show.js';

/** They tapped faster than we followed, and some of it was dropped. */
export const saySlowDown = (person: string, scope: Scope): Promise<void> =>
  sayAside(BigInt(person), 'slow-down', null, scope);

/** What they asked for fails for good: an apology and a way back, instead of silence. */
export async function apologize(data: JsonObject, scope: Scope): Promise<void> {
  const update = data as unknown as Update;
  const sender = senderOf(update);
  if (!sender || update.my_chat_member) return;
  const { callback_query: query } = update;
  await Promise.all([
    query && scope.telegram.answer(query.id, undefined).catch(() => {}), // most likely it has timed out
    sayAside(sender.telegramId, 'sorry', sender.languageCode, scope),
  ]);
}

/** The button of somebody whose tap has to be tried again stops spinning. */
export async function askPatience(data: JsonObject, { db, telegram, chat }: Scope): Promise<void> {
  const { callback_query: query } = data as unknown as Update;
  if (!query) return;
  const t = await translator(BigInt(query.from.id), query.from.language_code ?? null, { db, chat });
  await telegram.answer(query.id, t.plain('toast-again')).catch(() => {});
}

/** A sentence with a way to the menu, in a message of its own; nothing fails when it cannot be said. */
async function sayAside(
  telegramId: bigint,
  text: string,
  languageGuess: string | null,
  { db, telegram, chat, log }: Scope,
): Promise<void> {
  const t = await translator(telegramId, languageGuess, { db, chat });
  const { supportUrl } = chat.shop;
  const support: Button[] =
    text === 'sorry' && supportUrl ? [{ text: t.plain('help-support'), url: supportUrl }] : [];
  const buttons = [support, [{ text: t.plain('menu'), data: open('home') }]];
  await telegram
    .ready(telegramId, 0, true)
    .then(() => telegram.send(telegramId, toShown({ text: t(text), buttons }, 0n), 0))
    .catch((error: unknown) => log.warn({ reason: scrub(error) }, `could not say "${text}"`));
}

/** Their own language, even when our database cannot be asked. */
async function translator(
  telegramId: bigint,
  languageGuess: string | null,
  { db, chat }: Pick<Scope, 'db' | 'chat'>,
) {
  const user = await db.users
    .query()
    .findOne({ telegramId })
    .catch(() => undefined);
  return chat.translate(languageOf(user ?? { language: null, languageGuess }, chat.defaultLanguage));
}
