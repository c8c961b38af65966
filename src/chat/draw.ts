import type { Person } from '../db/models/user.js';
import type { Scope } from '../queue/scope.js';
import { MessageGone } from '../domain/errors.js';
import type { Shown } from '../telegram/telegram.js';
import type { ScreenKey } from '../buttons.js';
import { languageOf } from './language.js';
import { viewOf } from './screens.js';
import { toShown } from './show.js';

type Lane = 0 | 1 | 2;

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
  lane: Lane,
): Promise<bigint> {
  const shown = await look(scope, person, key);
  const kind = kindOf(shown);
  const messageId = await place(scope.telegram, person.telegramId, shown, at, lane);
  if (messageId !== person.screenMessageId || kind !== person.screenKind) {
    await scope.db.users.remember(person, { messageId, kind });
  }
  return messageId;
}

/** A notice in a message of its own, beside the screen: what they look at stays what it is. */
export async function drawAside(scope: Scope, person: Person, key: ScreenKey, lane: Lane): Promise<bigint> {
  return scope.telegram.send(person.telegramId, await look(scope, person, key), lane);
}

async function look({ db, chat, now }: Scope, person: Person, key: ScreenKey): Promise<Shown> {
  const t = chat.translate(languageOf(person, chat.defaultLanguage));
  const view = await viewOf(key, { db, person, shop: chat.shop, now: now() }, t);
  return toShown(view, person.screenVersion);
}

const kindOf = ({ qr }: Shown): At['kind'] => (qr === undefined ? 'text' : 'photo');

async function place(
  telegram: Scope['telegram'],
  chatId: bigint,
  shown: Shown,
  at: At | null,
  lane: Lane,
): Promise<bigint> {
  if (at?.kind === 'text' && kindOf(shown) === 'text') {
    try {
      await telegram.edit(chatId, at.messageId, shown, lane);
      return at.messageId;
    } catch (error) {
      if (!(error instanceof MessageGone)) throw error;
      return telegram.send(chatId, shown, lane);
    }
  }
  const sent = await telegram.send(chatId, shown, lane);
  // An old picture that stays is a lesser evil than the new screen twice.
  if (at) await telegram.remove(chatId, at.messageId, lane).catch(() => {});
  return sent;
}
