import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';

/** Every button that only shows a screen. What it may show is asked when it is loaded, in the query. */
export const navigation = new Composer<ChatContext>();

navigation.on('callback_query:data', async (ctx, next) => {
  const { tapped } = ctx;
  if (tapped?.kind !== 'open') return next();
  ctx.display(tapped.name, ...tapped.args);
});
