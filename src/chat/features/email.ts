import { Composer } from 'grammy';
import { z } from 'zod';
import type { ChatContext } from '../context.js';
import { onAction } from '../on-action.js';

export const email = new Composer<ChatContext>();

/** The longest that SMTP carries (RFC 5321, 4.5.3.1.3, without its brackets). Its letters are ASCII, as providers want. */
const emailSchema = z.string().trim().max(254).pipe(z.email());

/** Where receipts go, written in answer to the screen that asks; what is no address changes nothing. */
email.on('message:text', async (ctx, next) => {
  if (ctx.person.awaiting !== 'email' || ctx.message.text.startsWith('/')) return next();
  const [screen, , ...back] = (ctx.person.screen ?? '').split(':');
  const read = emailSchema.safeParse(ctx.message.text);
  if (read.success) await ctx.receiveMailAt(read.data);
  ctx.display('email', read.success ? 'saved' : 'unclear', ...(screen === 'email' ? back : []));
});

onAction(email, 'unmail', async (ctx, back) => {
  if (ctx.person.email !== null) await ctx.receiveMailAt(null);
  ctx.display('email', 'removed', ...back);
});
