import type { Scope } from '../../queue/scope.js';
import type { Article } from '../../telegram/telegram.js';
import { amounts } from '../amounts.js';
import type { Translator } from '../translate.js';

/** Who somebody is, by Telegram id or @username; usernames change hands, so there may be several. */
export async function personArticles(
  asked: string,
  { db }: Scope,
  t: Translator,
): Promise<readonly Article[]> {
  const found = await db.personCards(asked);
  if (found.length === 0) {
    const title = t.plain('person-none');
    return [{ id: 'nobody', title, description: asked, text: t('person-none') }];
  }
  return found.map((card) => {
    const name = card.firstName ?? t.plain('person-unnamed');
    const lines = [
      t('person-title', { name }),
      ...(card.username ? [t('person-username', { username: card.username })] : []),
      t('person-id', { id: String(card.telegramId) }),
      t('person-since', { date: t.date(card.createdAt) }),
      card.paidUntil ? t('person-until', { date: t.date(card.paidUntil) }) : t('person-no-subscription'),
      t('person-balance', { amount: amounts(card.funds, t) || '0' }),
      t('person-paid', { amount: amounts(card.paid, t) || '0' }),
      ...(card.bannedAt ? [t('person-banned', { date: t.date(card.bannedAt) })] : []),
      ...(card.blockedAt ? [t('person-blocked', { date: t.date(card.blockedAt) })] : []),
    ];
    return {
      id: `person-${card.id}`,
      title: name,
      description: card.username ? `@${card.username}` : String(card.telegramId),
      text: lines.join('\n'),
    };
  });
}
