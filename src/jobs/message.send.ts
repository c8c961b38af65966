import { randomUUID } from 'node:crypto';
import { draw, drawAside, type At } from '../chat/draw.js';
import type { Message } from '../db/models/message.js';
import type { Person } from '../db/models/user.js';
import { Later, refused } from '../domain/errors.js';
import { defineJob } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';
import { RecipientGone } from '../domain/errors.js';

/** A call's timeout of 8 s, and 3 more until a late one has landed. */
const leaseMs = 11_000;

/**
 * Tells a person one thing, in their language. The subject is the message's id.
 *
 * Sent under a turn, and once for its reason; only a crash between the call and its record may repeat it, since
 * Telegram has no idempotency key.
 */
export default defineJob({
  name: 'message.send',
  queue: 'messages',

  async run(subject, scope) {
    const { db, now } = scope;
    const token = randomUUID();
    const message = await db.messages.takeTurn(BigInt(subject), token, leaseMs);
    if (!message) throw new Later(`it is another's turn to send message ${subject}`, leaseMs / 4);
    const end = (patch: object) => db.messages.endTurn(message.id, token, patch);
    if (message.sentAt || message.failedAt) return end({});
    const person = await db.users.person(message.userId);
    if (!person || person.blockedAt) return end({ failedAt: now(), failure: 'the bot is blocked' });

    try {
      const messageId = await say(message, person, scope);
      await end(
        messageId === null ? { failedAt: now(), failure: 'nobody looked' } : { sentAt: now(), messageId },
      );
    } catch (error) {
      if (!(error instanceof RecipientGone)) {
        if (refused(error)) await end({}); // nothing was sent, so the next try need not wait for the turn to end
        throw error;
      }
      await db.users.query().findById(person.id).patch({ blockedAt: now() });
      await end({ failedAt: now(), failure: 'the bot is blocked' });
    }
  },
});

/** Into the screen that it replaces, while the person looks at that; else as a new message, or not at all. */
async function say(message: Message, person: Person, scope: Scope): Promise<bigint | null> {
  const { screen, inPlace, lane } = message;
  const at = await placeFor(message, person, scope);
  if (!at) return inPlace ? null : drawAside(scope, person, screen, lane);
  const messageId = await draw(scope, person, screen, at, lane);
  await mend(person, scope);
  return messageId;
}

async function placeFor({ replaces, screen }: Message, person: Person, { db }: Scope): Promise<At | null> {
  const { screenMessageId: messageId, screenKind: kind, screen: now } = person;
  if (replaces === null || messageId === null || kind === null) return null;
  // An earlier try may have claimed it, and then failed to show it.
  if (now !== replaces && now !== screen) return null;
  return (await db.users.claimScreen(person, now, screen)) ? { messageId, kind } : null;
}

/** They tapped while it was being edited: the newer screen is drawn again over the older. */
async function mend(before: Person, scope: Scope): Promise<void> {
  const person = await scope.db.users.person(before.id);
  if (!person?.screen || person.screenVersion === before.screenVersion) return;
  const { screenMessageId: messageId, screenKind: kind } = person;
  if (messageId === null || messageId !== before.screenMessageId || kind === null) return;
  await draw(scope, person, person.screen, { messageId, kind }, 0);
}
