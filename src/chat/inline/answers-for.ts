import type { Scope } from '../../queue/scope.js';
import type { Article } from '../../telegram/telegram.js';
import { languageOf } from '../../domain/language.js';
import { isOperator } from '../operator.js';
import { figureArticles } from './figure-articles.js';
import { inviteArticle } from './invite-article.js';
import { personArticles } from './person-articles.js';

/** A Telegram id, or a username. */
const somebody = /^(?:\d{4,18}|@\w{3,32})$/;
const figures = /стат|stat|админ|admin|деньги|money/i;

/** What is offered to whoever types that: everybody their own link, operators also people and figures. */
export async function answersFor(fromId: bigint, text: string, scope: Scope): Promise<readonly Article[]> {
  const { db, chat } = scope;
  const user = await db.users.query().findOne({ telegramId: fromId });
  const runsIt = isOperator(chat, { telegramId: fromId, role: user?.role ?? null });
  if (user?.bannedAt && !runsIt) return [];
  const t = chat.translate(languageOf(user ?? { language: null, languageGuess: null }, chat.defaultLanguage));
  const asked = text.trim();
  if (runsIt && somebody.test(asked)) return personArticles(asked, scope, t);
  const invite = user ? await inviteArticle(user, scope, t) : [];
  if (!runsIt || (asked !== '' && !figures.test(asked))) return invite;
  return [...(await figureArticles(scope, t)), ...invite];
}
