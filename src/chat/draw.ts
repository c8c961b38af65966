import type { Person } from '../db/models/user.js';
import type { Scope } from '../queue/scope.js';
import { MessageGone } from '../domain/errors.js';
import type { Lane } from '../domain/lane.js';
import type { Shown } from '../telegram/telegram.js';
import type { ScreenKey } from '../buttons.js';
import { languageOf } from '../domain/language.js';
import { isOperator } from './operator.js';
import { ownViewOf, viewOf } from './screens.js';
import type { Viewer } from './screen.js';
import { toShown } from './show.js';
import type { Translator } from './translate.js';

/** A message that may become the screen. */
export interface At {
  readonly messageId: bigint;
  readonly kind: 'text' | 'photo';
}

export interface Way {
  readonly lane: Lane;
  /** Called before each call of Telegram, which may take 8 s; throws when nothing may be sent any more. */
  readonly renew?: () => Promise<void>;
}

/**
 * Shows a person a screen: in the message `at`, or in a new one where there is none, it is gone, or one of both is a
 * picture (a text cannot become one, nor the other way round). Remembers where, unless something newer was shown; and
 * if it was, shows that again.
 */
export async function draw(
  scope: Scope,
  person: Person,
  key: ScreenKey,
  at: At | null,
  way: Way,
): Promise<bigint> {
  const drawn = await place(scope, person, key, at, way);
  const { messageId, kind } = drawn;
  if (messageId !== person.screenMessageId || kind !== person.screenKind) {
    await scope.db.users.remember(person, drawn);
  }
  const now = await scope.db.users.person(person.id);
  const isCurrent = now?.screenVersion === person.screenVersion && now.screen === key;
  if (!isCurrent && now?.screenMessageId === messageId) await redraw(scope, now, way);
  return messageId;
}

/**
 * Shows what is current in its own message, over something older that may have come late; in a new one where it has none
 * yet. A message that had claimed the screen is told by that: whoever was to send it may have died, or got no answer. One
 * that claims it meanwhile is not: what is being drawn may be older.
 */
export async function redraw(scope: Scope, person: Person, way: Way): Promise<void> {
  const { id, screen, screenMessageId: claimed, screenKind: kind } = person;
  if (screen === null) return;
  const at = claimed === null || kind === null ? null : { messageId: claimed, kind };
  const { messages } = scope.db;
  const told = claimed === null ? [] : await messages.claiming(id, screen, claimed);
  const messageId = await draw(scope, person, screen, at, { ...way, lane: 0 });
  if (told.length > 0) await messages.shown(told, messageId, scope.now());
}

/**
 * A notice in a message of its own, beside the screen: what they look at stays what it is. Null, and nothing is sent, where
 * there is nothing to say any more.
 */
export async function drawAside(
  scope: Scope,
  person: Person,
  key: ScreenKey,
  way: Way,
): Promise<bigint | null> {
  const { viewer, t } = await viewing(scope, person, way, true);
  const view = await ownViewOf(key, viewer, t);
  return view && scope.telegram.send(person.telegramId, toShown(view, person.screenVersion), way.lane);
}

async function look(scope: Scope, person: Person, key: ScreenKey, way: Way, isNew: boolean): Promise<Shown> {
  const { viewer, t } = await viewing(scope, person, way, isNew);
  return toShown(await viewOf(key, viewer, t), person.screenVersion);
}

/** Who looks, and in which language: read only when it may be sent at once. */
async function viewing(
  { db, chat, now, telegram }: Scope,
  person: Person,
  { lane, renew }: Way,
  isNew: boolean,
): Promise<{ viewer: Viewer; t: Translator }> {
  await telegram.ready(person.telegramId, lane, isNew);
  await renew?.();
  const t = chat.translate(languageOf(person, chat.defaultLanguage));
  const { shop, timezone } = chat;
  const viewer = { db, person, shop, timezone, isOperator: isOperator(chat, person), now: now() };
  return { viewer, t };
}

const kindOf = ({ qr, bars }: Shown): At['kind'] =>
  qr === undefined && bars === undefined ? 'text' : 'photo';

async function place(scope: Scope, person: Person, key: ScreenKey, at: At | null, way: Way): Promise<At> {
  const { telegram } = scope;
  const { telegramId: chatId } = person;
  if (at?.kind === 'text') {
    const shown = await look(scope, person, key, way, false);
    if (kindOf(shown) === 'text') {
      const isThere = await telegram.edit(chatId, at.messageId, shown, way.lane).then(() => true, unlessGone);
      if (isThere) return at;
      at = null;
    }
  }
  const shown = await look(scope, person, key, way, true);
  const messageId = await telegram.send(chatId, shown, way.lane);
  if (at) {
    await way.renew?.();
    // An old picture that stays is a lesser evil than the new screen twice.
    await telegram.remove(chatId, at.messageId, way.lane).catch(() => {});
  }
  return { messageId, kind: kindOf(shown) };
}

function unlessGone(error: unknown): false {
  if (!(error instanceof MessageGone)) throw error;
  return false;
}
