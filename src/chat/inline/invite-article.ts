import type { User } from '../../db/models/user.js';
import { invitationPayload } from '../../domain/referral.js';
import type { Scope } from '../../queue/scope.js';
import type { Article } from '../../telegram/telegram.js';
import { botLink } from '../bot-link.js';
import { bonusesOf, friendGets } from '../referral-bonuses.js';
import type { Translator } from '../translate.js';

/** A person's own link, to be sent into any chat. None before they and the bot have names. */
export async function inviteArticle(
  { referralCode: code }: User,
  { db }: Scope,
  t: Translator,
): Promise<Article[]> {
  const url = code === null ? null : await botLink(db, invitationPayload(code));
  if (url === null) return [];
  const { bonuses } = await bonusesOf(db);
  return [
    {
      id: 'invite',
      title: t.plain('inline-invite-title'),
      description: t.plain('inline-invite-about'),
      text: t(friendGets(bonuses) ? 'inline-invite-text' : 'inline-invite-text-plain'),
      button: { text: t.plain('inline-invite-open'), url },
    },
  ];
}
