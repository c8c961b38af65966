import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Person } from '../db/models/user.js';
import type { Scope } from '../queue/scope.js';
import { MessageGone, RecipientGone } from '../telegram/errors.js';
import type { Shown } from '../telegram/telegram.js';
import type { ScreenKey } from '../buttons.js';
import { languageOf } from './language.js';
import type { Button, View } from './screen.js';
import { viewOf } from './screens.js';

/** A message that may become the screen. */
export interface At {
  readonly messageId: bigint;
  readonly kind: 'text' | 'photo';
}

/**
 * Shows a person a screen: in the message `at`, or in a new one where there is none, it is gone, or one of both is a
 * picture (a text cannot become one, nor the other way round). Remembers where, unless something newer was shown.
 */
export async function draw(
  scope: Scope,
  person: Person,
  key: ScreenKey,
  at: At | null,
  lane: 0 | 1 | 2,
): Promise<bigint> {
  const { db, telegram, chat, now } = scope;
  const t = chat.translate(languageOf(person, chat.defaultLanguage));
  const view = await viewOf(key, { db, person, shop: chat.shop, now: now() }, t);
  const shown = toShown(view, person.screenVersion);
  const kind = view.qr === undefined ? 'text' : 'photo';

  const messageId = await place(telegram, person.telegramId, shown, kind, at, lane);
  if (messageId !== person.screenMessageId || kind !== person.screenKind) {
    await db.users.remember(person, { messageId, kind });
  }
  return messageId;
}

async function place(
  telegram: Scope['telegram'],
  chatId: bigint,
  shown: Shown,
  kind: At['kind'],
  at: At | null,
  lane: 0 | 1 | 2,
): Promise<bigint> {
  if (at?.kind === 'text' && kind === 'text') {
    try {
      await telegram.edit(chatId, at.messageId, shown, lane);
      return at.messageId;
    } catch (error) {
      if (!(error instanceof MessageGone)) throw error;
      return telegram.send(chatId, shown, lane);
    }
  }
  const sent = await telegram.send(chatId, shown, lane);
  if (at) await telegram.remove(chatId, at.messageId, lane).catch(unlessGone);
  return sent;
}

function unlessGone(error: unknown): void {
  if (!(error instanceof MessageGone) && !(error instanceof RecipientGone)) throw error;
}

/** Buttons that must act once carry the version of the screen that they stand on. */
function toShown({ text, buttons, qr }: View, version: bigint): Shown {
  const inline_keyboard = buttons
    .filter((row) => row.length > 0)
    .map((row) => row.map((button) => toButton(button, version)));
  return { text, keyboard: { inline_keyboard }, ...(qr !== undefined && { qr }) };
}

function toButton(button: Button, version: bigint): InlineKeyboardMarkup['inline_keyboard'][number][number] {
  const face = { text: button.text, ...(button.style && { style: button.style }) };
  if ('url' in button) return { ...face, url: button.url };
  if ('copy' in button) return { ...face, copy_text: { text: button.copy } };
  return { ...face, callback_data: button.once ? `${button.data}:${version}` : button.data };
}
