import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';

/** Whatever nobody knew: a friendly answer and the menu, and no effect. */
export const fallback = new Composer<ChatContext>();

fallback.on('callback_query', (ctx) => {
  ctx.toast(ctx.t('toast-outdated'));
  ctx.display('home');
});

fallback.on('message', (ctx) => ctx.display('home'));
