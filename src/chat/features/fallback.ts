import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';

/** Whatever nobody knew: a friendly answer and the menu, and no effect. */
export const fallback = new Composer<ChatContext>();

fallback.on('callback_query', (ctx) => ctx.outdated());

fallback.on('message', (ctx) => ctx.display('home'));
