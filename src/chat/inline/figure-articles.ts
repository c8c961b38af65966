import type { Scope } from '../../queue/scope.js';
import type { Article } from '../../telegram/telegram.js';
import { loadFigures, moneyText, peopleText, systemText } from '../figures-text.js';
import type { Translator } from '../translate.js';

/** How the shop does, each to be sent into a chat of those who run it. */
export async function figureArticles({ db, chat, now }: Scope, t: Translator): Promise<Article[]> {
  const figures = await loadFigures(db, chat.timezone, now());
  const article = (id: string, title: string, text: string): Article => ({
    id,
    title: t.plain(title),
    description: t.plain('figures-about'),
    text,
  });
  return [
    article('money', 'figures-money-title', moneyText(figures, t)),
    article('people', 'figures-people-title', peopleText(figures, t)),
    article('system', 'figures-system-title', systemText(figures, t)),
  ];
}
