import { randomUUID } from 'node:crypto';
import { draw, drawAside, redraw, type At } from '../chat/draw.js';
import type { Message, Outcome } from '../db/models/message.js';
import type { Person } from '../db/models/user.js';
import { callMs, slackMs } from '../domain/deadline.js';
import { Later, RecipientGone, refused } from '../domain/errors.js';
import { defineJob } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';

/** The first call may follow within a second under the lease that was taken; each other renews it. */
const freshMs = 1_000;
const leaseMs = freshMs + callMs.telegram + slackMs;

/** So long is a screen waited for that is on its way to its person; Telegram may be slow, or down. */
const onItsWayMs = 60_000;

/** A message in its turn. */
interface Turn {
  readonly token: string;
  /** It is another's. */
  readonly lost: () => Later;
  /** Sees that the lease outlasts one more call. Throws when the turn is another's. */
  readonly renew: () => Promise<void>;
}

/**
 * Tells a person one thing, in their language. The subject is the message's id.
 *
 * Sent under a turn, and once for its reason; only a crash between the call and its record may repeat it, or an answer
 * that nobody waits for any more, since Telegram has no idempotency key.
 */
export default defineJob({
  name: 'message.send',
  queue: 'messages',

  async run(subject, scope) {
    const { db, now } = scope;
    const token = randomUUID();
    let freshUntil = performance.now() + freshMs;
    const message = await db.messages.takeTurn(BigInt(subject), token, leaseMs);
    const another = () => new Later(`it is another's turn to send message ${subject}`, leaseMs / 4);
    if (!message) throw another();
    const renew = async (): Promise<void> => {
      const isFresh = performance.now() < freshUntil;
      freshUntil = 0;
      if (!isFresh && !(await db.messages.keepTurn(message.id, token, leaseMs))) throw another();
    };
    const end = (how?: Outcome) => db.messages.endTurn(message.id, token, how);
    if (message.sentAt || message.failedAt) return end();
    const person = await db.users.person(message.userId);
    if (!person || person.blockedAt) return end({ failedAt: now(), failure: 'the bot is blocked' });

    if (isOnItsWay(message, person, now())) {
      await end();
      throw new Later(`the screen that message ${subject} replaces is on its way`, 300);
    }
    try {
      const said = await say(message, person, { token, renew, lost: another }, scope);
      await end('failure' in said ? { failedAt: now(), ...said } : { sentAt: now(), ...said });
    } catch (error) {
      if (!(error instanceof RecipientGone)) {
        if (refused(error)) await end(); // nothing was sent, so the next try need not wait for the turn to end
        throw error;
      }
      await db.users.query().findById(person.id).patch({ blockedAt: now() });
      await end({ failedAt: now(), failure: 'the bot is blocked' });
    }
  },
});

/** It is to replace what is being sent just now: shown elsewhere, it would be there twice. */
const isOnItsWay = ({ replaces, createdAt }: Message, person: Person, now: Date): boolean =>
  replaces !== null &&
  person.screen === replaces &&
  person.screenMessageId === null &&
  now.getTime() - createdAt.getTime() < onItsWayMs;

type Said = { readonly messageId: bigint } | { readonly failure: string };

/**
 * Into the screen that it replaces, while the person looks at that; else as a new message, or not at all. Where it was
 * being shown is noted first: a try that failed may have shown it over something newer, which is then shown again.
 */
async function say(message: Message, person: Person, turn: Turn, scope: Scope): Promise<Said> {
  const { screen, inPlace, lane } = message;
  const way = { lane, renew: turn.renew };
  const at = await placeFor(message, person, turn, scope);
  if (at) return { messageId: await draw(scope, person, screen, at, way) };
  if (message.messageId !== null && message.messageId === person.screenMessageId) {
    const now = await scope.db.users.person(person.id); // it is not what it was when it could not be claimed
    if (now) await redraw(scope, now, way);
  }
  if (inPlace) return { failure: 'nobody looked' };
  const messageId = await drawAside(scope, person, screen, way);
  return messageId === null ? { failure: 'nothing to say any more' } : { messageId };
}

async function placeFor(
  message: Message,
  person: Person,
  { token, lost }: Turn,
  { db }: Scope,
): Promise<At | null> {
  const { replaces, screen } = message;
  const { screenMessageId: messageId, screenKind: kind, screen: now } = person;
  if (replaces === null || messageId === null || kind === null) return null;
  // An earlier try may have claimed it, and then failed to show it.
  if (now !== replaces && now !== screen) return null;
  const isClaimed = await db.messages.claimScreen(message, person, token, leaseMs);
  if (isClaimed === undefined) throw lost();
  return isClaimed ? { messageId, kind } : null;
}
