import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';
import { onAction } from '../on-action.js';
import { languages } from '../../domain/language.js';

export const language = new Composer<ChatContext>();

onAction(language, 'language', async (ctx, [chosen]) => {
  const known = languages.find((one) => one === chosen);
  if (!known) return ctx.outdated();
  await ctx.speak(known);
  ctx.display('home');
});
