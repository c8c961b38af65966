import type { Update } from 'grammy/types';
import { unpack } from '../buttons.js';
import type { Known, Sender } from '../db/models/user.js';
import { isIn } from '../domain/channel-member.js';
import { dayMs } from '../domain/term.js';
import membershipCheck from '../jobs/membership.check.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';
import { scrub } from '../scrub.js';
import { passageOf, type Passage } from './behind-the-gate.js';

/** How somebody stands with the required channel; `unclear`: they were never seen in it, and Telegram did not say. */
export type Membership = 'member' | 'stranger' | 'unclear';

export interface Look {
  readonly passage: Passage;
  readonly standing: Membership;
  /** What Telegram said just now, to be remembered with the update. */
  readonly seen?: { readonly channelId: bigint; readonly isMember: boolean };
  /** Of a deep link that waits for them to join. */
  readonly payload?: string;
}

const everybody: Look = { passage: 'open', standing: 'member' };

/** A member is believed for so long; then Telegram is asked again, and nobody waits for it. */
const memberMs = dayMs;
/** Whoever is none is asked for again after that, or when they say that they have joined. */
const strangerMs = 10_000;

/**
 * Whether the sender is in the required channel. Telegram is asked only for those who never were seen there, before
 * their update's transaction: whoever was stays in while Telegram fails, until it says otherwise.
 */
export async function lookAtChannel(update: Update, { telegramId }: Sender, scope: Scope): Promise<Look> {
  const { db, chat, now, telegram, log } = scope;
  const { channel } = chat.shop;
  const passage = passageOf(update);
  if (!channel || passage === 'open' || chat.operators.has(telegramId)) return everybody;
  const known = await db.users.known(telegramId);
  if (known?.role === 'admin') return everybody;
  const look = { passage, ...(known?.gatedPayload != null && { payload: known.gatedPayload }) };

  const about = known?.channelId === channel.id ? known : undefined;
  const ageMs = now().getTime() - (about?.channelCheckedAt?.getTime() ?? 0);
  if (about?.channelMember) {
    if (ageMs > memberMs) await checkLater(about, scope);
    return { ...look, standing: 'member' };
  }
  if (about && ageMs < strangerMs && !saysJoined(update)) return { ...look, standing: 'stranger' };
  try {
    const isMember = await telegram.isInChannel(channel.id, telegramId);
    const seen = { channelId: channel.id, isMember };
    return { ...look, standing: isMember ? 'member' : 'stranger', seen };
  } catch (error) {
    log.error({ reason: scrub(error) }, 'nobody could be looked for in the required channel');
    return { ...look, standing: 'unclear' };
  }
}

const checkLater = ({ id }: Known, { db }: Scope): Promise<void> =>
  db.transaction((trx) => promise(trx, membershipCheck, id, {}, { lane: 2 }));

const saysJoined = ({ callback_query: query }: Update): boolean =>
  unpack(query?.data ?? '')?.name === 'joined';

/** Somebody came into a channel or left it. Of no concern unless it is ours and they are known. */
export async function noteMembership(
  { chat_member: change }: Update,
  { db, chat, now }: Scope,
): Promise<void> {
  const { channel } = chat.shop;
  if (!change || !channel || BigInt(change.chat.id) !== channel.id) return;
  const { new_chat_member: member } = change;
  const seen = { channelId: channel.id, isMember: isIn(member) };
  await db.users.noteChannel(db.knex, BigInt(member.user.id), seen, now());
}
