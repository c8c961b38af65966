import type { BotCommand } from 'grammy/types';
import type { Telegram } from './telegram/telegram.js';

/** The commands in a person's menu: the narrowest scope that has any, first in the person's language. */
export function commandsOf(telegram: Telegram, personId: number): BotCommand[] {
  const { language_code: language = '' } = telegram.view(personId).person;
  const { commands } = telegram.snapshot().settings;
  const lists = [`chat:${personId}`, 'all_private_chats:', 'default:'].flatMap((scope) => [
    commands[`${scope}:${language}`],
    commands[`${scope}:`],
  ]);
  return lists.find((list) => list && list.length > 0) ?? [];
}
