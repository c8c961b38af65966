import type { Update, UserFromGetMe } from 'grammy/types';
import { unpack } from '../buttons.js';
import { RecipientGone } from '../domain/errors.js';
import { personName } from '../domain/person-name.js';
import type { Person, Sender } from '../db/models/user.js';
import { claimPayments } from '../effects/claim-payments.js';
import type { JsonObject } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';
import { lookAtChannel, noteMembership, type Look } from './channel.js';
import { chat } from './chat.js';
import { ChatContext, type Reply } from './context.js';
import { scrub } from '../scrub.js';
import { draw, redraw, type At } from './draw.js';
import { isKept } from './screens.js';
import { keepReceipt, keepSubscription } from './features/stars.js';

/**
 * What a person is shown for an update, and where: in a message that is there, in one of its own (null), or, where it is
 * what they look at anyway, wherever that is.
 */
type Handled = Reply & { readonly person: Person; readonly at: At | 'current' | null };

/**
 * One update: handled in one transaction, which also marks it, then answered. A repeat, after a crash between the two or
 * from a queue that lost its tail, changes nothing: it shows what is current where that is. Answers whether its person
 * was shown something.
 */
export async function handleUpdate(data: JsonObject, scope: Scope): Promise<boolean> {
  const update = data as unknown as Update; // the bot process checked its shape
  if (update.message?.refunded_payment) {
    await scope.db.transaction((trx) => keepReceipt(update, trx, scope));
    return false;
  }
  if (update.chat_member) {
    await noteMembership(update, scope);
    return false;
  }
  if (update.subscription) {
    await scope.db.transaction((trx) => keepSubscription(update, trx, scope));
    return false;
  }
  const sender = senderOf(update);
  if (!sender) return false;
  const look = await lookAtChannel(update, sender, scope); // before the transaction, which waits for nobody
  const handled =
    (await scope.db.transaction((trx) => decide(update, sender, look, { ...scope, trx }))) ??
    (await again(sender, scope));
  if (!handled) return false;
  try {
    await deliver(update, handled, scope);
    return handled.screen !== null;
  } catch (error) {
    if (!(error instanceof RecipientGone)) throw error;
    await scope.db.users.query().findById(handled.person.id).patch({ blockedAt: scope.now() });
    return false;
  }
}

async function decide(
  update: Update,
  sender: Sender,
  look: Look,
  { trx, ...scope }: Scope & { trx: ChatContext['trx'] },
): Promise<Handled | null> {
  const person = await scope.db.users.meet(trx, BigInt(update.update_id), sender);
  if (!person) return null;
  if (person.screenVersion === 1n) await claimPayments(scope.db, trx, person.telegramId); // their first update
  if (look.seen) await scope.db.users.noteChannel(trx, person.telegramId, look.seen, scope.now());
  const told = { update: legible(update), api: scope.telegram.api, me };
  const ctx = new ChatContext(told, { scope, trx, person, look });
  await chat(ctx, async () => {});
  const { screen, toast, awaiting } = ctx.outcome;
  const at = messageOf(update, person);
  if (screen !== null) await scope.db.users.opens(trx, person.id, { screen, awaiting, at });
  return { person: ctx.person, screen, at, ...(toast !== undefined && { toast }) };
}

/** grammY looks for commands where entities say that they stand, and takes it that there is a text. */
function legible(update: Update): Update {
  const { message } = update;
  if (!message || (message.text ?? message.caption) !== undefined) return update;
  return { ...update, message: { ...message, entities: [], caption_entities: [] } };
}

/** It was handled before, and perhaps not answered. What it had opened may have given way to something newer, elsewhere. */
async function again({ telegramId }: Sender, { db }: Scope): Promise<Handled | null> {
  const user = await db.users.query().findOne({ telegramId });
  const person = user && (await db.users.person(user.id));
  if (!person) return null;
  return { person, screen: person.screen, at: 'current' };
}

async function deliver(update: Update, { person, screen, at, toast }: Handled, scope: Scope): Promise<void> {
  const query = update.callback_query;
  await Promise.all([
    query && answer(query.id, toast, scope),
    at === 'current'
      ? redraw(scope, person, { lane: 0 })
      : screen !== null && draw(scope, person, screen, at, { lane: 0 }),
  ]);
}

/** A button that goes on spinning is no reason to show the screen a second time. */
async function answer(queryId: string, toast: string | undefined, { telegram, log }: Scope): Promise<void> {
  await telegram.answer(queryId, toast).catch((error: unknown) => {
    log.warn({ reason: scrub(error) }, 'a tap was not answered');
  });
}

/**
 * The message that was tapped becomes the screen; one that is too old to be told of, not there, or not sent yet (0), is not,
 * nor one that is kept: by its own button, or since it has just taken the place of what was tapped.
 */
function messageOf({ callback_query: query }: Update, person: Person): At | null {
  const { telegramId, screen, screenMessageId } = person;
  const message = query?.message;
  if (!message || message.date === 0 || message.message_id <= 0) return null;
  if (BigInt(message.chat.id) !== telegramId) return null;
  const messageId = BigInt(message.message_id);
  const isKeptNow = messageId === screenMessageId && screen !== null && isKept(screen);
  if (isKeptNow || unpack(query.data ?? '')?.keeps) return null;
  return { messageId, kind: 'photo' in message ? 'photo' : 'text' };
}

/** Who sent it, in a private chat; groups and channels are none of ours. */
export function senderOf(update: Update): Sender | null {
  const { message, callback_query: query, my_chat_member: member } = update;
  const from = message?.from ?? query?.from ?? member?.from;
  const chatType = message?.chat.type ?? query?.message?.chat.type ?? member?.chat.type ?? 'private';
  if (!from || from.is_bot || chatType !== 'private') return null;
  return {
    telegramId: BigInt(from.id),
    firstName: personName(from.first_name),
    username: /^\w{1,32}$/.exec(from.username ?? '')?.[0] ?? null,
    languageCode: /^[\w-]{1,35}$/.exec(from.language_code ?? '')?.[0] ?? null,
  };
}

/** Commands are matched against it; it is never asked for anything else. */
const me = { id: 0, is_bot: true, first_name: '', username: '' } as UserFromGetMe;
