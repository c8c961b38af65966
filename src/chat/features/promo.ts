import { Composer } from 'grammy';
import { activatePromo } from '../../effects/activate-promo.js';
import type { ChatContext } from '../context.js';

export const promo = new Composer<ChatContext>();

promo.command('promo', (ctx) => (ctx.match.trim() === '' ? ctx.display('promo') : tryCode(ctx, ctx.match)));

/** What is written in answer to the screen that asks for a code. */
promo.on('message:text', async (ctx, next) => {
  if (ctx.person.awaiting !== 'promo' || ctx.message.text.startsWith('/')) return next();
  await tryCode(ctx, ctx.message.text);
});

export type Answering = Pick<ChatContext, 'scope' | 'trx' | 'person' | 'display'>;

/** Shows what a code gave, or why it gave nothing; after a refusal another can be written at once. */
export async function tryCode(ctx: Answering, text: string): Promise<void> {
  const { scope, trx, person } = ctx;
  const result = await activatePromo(scope.db, trx, person.id, text, scope.now());
  if ('refused' in result) {
    if (result.isGuessing) scope.log.warn({ user: String(person.id) }, 'somebody guesses promo codes');
    return ctx.display('promo', result.refused);
  }
  if (result.subscriptionId !== null) return ctx.display('waiting', result.subscriptionId);
  ctx.display('promoted', result.code.id);
}
