import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';

/** Whoever is banned is told so once, or by /start, and nothing they do does anything. Money that comes is not asked here. */
export const ban = new Composer<ChatContext>();

ban.use(async (ctx, next) => {
  const { bannedAt, screen } = ctx.person;
  if (bannedAt === null) return next();
  ctx.toast(ctx.t.plain('toast-banned'));
  if (screen !== 'banned' || ctx.hasCommand('start')) ctx.display('banned');
});
