import { createHash } from 'node:crypto';
import type { BotCommandScope } from 'grammy/types';
import type { Translator } from '../chat/translate.js';
import { languages } from '../domain/language.js';
import { Later, RecipientGone } from '../domain/errors.js';
import { defineJob, keyOf } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

export const allowedUpdates = [
  'message',
  'callback_query',
  'pre_checkout_query',
  'inline_query',
  'my_chat_member',
  'subscription', // what was charged by itself in Stars goes on no more, or again
  'chat_member', // of a required channel; Telegram sends none unless asked
] as const;
const name = 'bot.configure';
export const commands = ['start', 'buy', 'connect', 'profile', 'promo', 'help', 'language'] as const;
/** Of those who run the shop, in their own chats. */
export const operatorCommands = [...commands, 'stats'] as const;

/** A fingerprint of what Telegram should know of the bot. The secret is only hashed. */
export function setupHash({ bot, chat }: Pick<Scope, 'bot' | 'chat'>): string {
  const texts = languages.map((language) => describe(chat.translate(language), operatorCommands));
  return createHash('sha256')
    .update(JSON.stringify([bot, allowedUpdates, chat.defaultLanguage, texts, operatorsOf(chat)]))
    .digest('hex')
    .slice(0, 16);
}

const operatorsOf = ({ operators }: Scope['chat']): string[] => [...operators].map(String).toSorted();

const describe = (t: Translator, known: readonly string[]) =>
  known.map((command) => ({ command, description: t.plain(`command-${command}`) }));

/** Owes Telegram what it should know, unless it was told exactly that. */
export async function oweSetup(scope: Pick<Scope, 'db' | 'bot' | 'chat'>): Promise<void> {
  const { db } = scope;
  const hash = setupHash(scope);
  const told = await db.settings.get('bot');
  if (told?.hash !== hash) await db.transaction((trx) => promise(trx, configureBot, hash));
}

/**
 * Tells Telegram where updates shall go, and what the bot's commands are. The subject is the fingerprint of all that.
 * Safe to repeat: it says the same again. Updates that wait are never dropped.
 */
const configureBot = defineJob({
  name,
  queue: 'maintenance',

  async run(hash, scope) {
    const { db, telegram, bot, chat } = scope;
    if (setupHash(scope) !== hash) return leave(hash, scope);
    await (bot.webhookUrl === null
      ? telegram.ask('deleteWebhook', (api) => api.deleteWebhook({ drop_pending_updates: false }))
      : telegram.ask('setWebhook', (api) =>
          api.setWebhook(bot.webhookUrl!, {
            allowed_updates: allowedUpdates,
            drop_pending_updates: false,
            max_connections: 40,
            ...(bot.secretToken !== null && { secret_token: bot.secretToken }),
          }),
        ));
    await setCommands(scope, { type: 'all_private_chats' }, commands);
    const before = await db.settings.get('bot');
    const operators = operatorsOf(chat);
    for (const id of operators)
      await setCommands(scope, toChat(id), operatorCommands).catch(unlessUnknown(id, scope));
    for (const id of before?.operators ?? [])
      if (!operators.includes(id)) await clearCommands(scope, id).catch(unlessUnknown(id, scope));
    await telegram.ask('setChatMenuButton', (api) =>
      api.setChatMenuButton({ menu_button: { type: 'commands' } }),
    );
    const { username } = await telegram.ask('getMe', (api) => api.getMe());
    await db.settings.set('bot', { hash, username, operators });
  },
});

export default configureBot;

const toChat = (id: string): BotCommandScope => ({ type: 'chat', chat_id: Number(id) });

/** In each language, and in the shop's own for whoever speaks none of them. */
async function setCommands(
  { telegram, chat }: Scope,
  where: BotCommandScope,
  known: readonly string[],
): Promise<void> {
  for (const code of [undefined, ...languages]) {
    const texts = describe(chat.translate(code ?? chat.defaultLanguage), known);
    const more = { scope: where, ...(code && { language_code: code }) };
    await telegram.ask('setMyCommands', (api) => api.setMyCommands(texts, more));
  }
}

/** Somebody runs the shop no longer. */
async function clearCommands({ telegram }: Scope, id: string): Promise<void> {
  for (const code of [undefined, ...languages]) {
    const more = { scope: toChat(id), ...(code && { language_code: code }) };
    await telegram.ask('deleteMyCommands', (api) => api.deleteMyCommands(more));
  }
}

/** Whoever never wrote to the bot has no chat with it: they see what everybody sees. */
const unlessUnknown =
  (id: string, { log }: Scope) =>
  (error: unknown): void => {
    if (!(error instanceof RecipientGone)) throw error;
    log.warn({ operator: id }, 'an operator has not pressed Start, and has no commands of their own');
  };

/** Another release's wish. The newest wish of all waits for a worker of its release; an older one is over. */
async function leave(hash: string, { db }: Scope): Promise<void> {
  const newest = await db
    .knex('outbox')
    .where({ job: name })
    .orderBy('id', 'desc')
    .first<{ key: string }>('key');
  if (newest?.key === keyOf({ name }, hash)) throw new Later('only a newer worker can say it', 10_000);
}
