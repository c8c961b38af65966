import type { BotCommand, MenuButton } from 'grammy/types';
import { badRequest } from '../errors.js';
import { isObject, type Params, textOf } from '../params.js';
import { botUser, privateChat } from '../wire.js';
import type { Methods } from './method.js';

const scopes = [
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
  'chat',
  'chat_administrators',
  'chat_member',
];

/** What the bot is, and what it tells about itself. */
export const botMethods: Methods = {
  getMe: (_params, { bot }) => ({
    ...botUser(bot),
    can_join_groups: false,
    can_read_all_group_messages: false,
    supports_inline_queries: true,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
  }),

  setMyCommands(params, { settings }) {
    const key = scopeOf(params);
    const commands = params.json('commands');
    if (!Array.isArray(commands)) throw badRequest("can't parse list of bot commands: expected an Array");
    if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
    settings.commands[key] = commands.map(checkCommand);
    return true;
  },

  getMyCommands: (params, { settings }) => settings.commands[scopeOf(params)] ?? [],

  deleteMyCommands(params, { settings }) {
    delete settings.commands[scopeOf(params)];
    return true;
  },

  setChatMenuButton(params, { settings, chats }) {
    const button = checkMenuButton(params.object('menu_button') ?? { type: 'default' });
    const chatId = params.text('chat_id');
    if (chatId !== '') chats.find(chatId);
    settings.menuButtons[chatId || 'default'] = button;
    return true;
  },

  getChatMenuButton: (params, { settings }) =>
    settings.menuButtons[params.text('chat_id') || 'default'] ?? { type: 'default' },

  getChat(params, { chats }) {
    const { person } = chats.find(params.text('chat_id'));
    return {
      ...privateChat(person),
      ...(person.username ? { active_usernames: [person.username] } : {}),
      accent_color_id: 0,
      max_reaction_count: 11,
    };
  },
};

function checkMenuButton({ type, text, web_app: app }: Record<string, unknown>): MenuButton {
  if (type === 'commands' || type === 'default') return { type };
  if (type !== 'web_app') throw badRequest('unallowed menu button type');
  const url = isObject(app) ? textOf(app['url']) : '';
  if (!/^https:\/\/\S+/.test(url)) throw badRequest('BUTTON_URL_INVALID');
  return { type, text: textOf(text), web_app: { url } };
}

function checkCommand(value: unknown): BotCommand {
  if (!isObject(value)) throw badRequest("can't parse BotCommand: expected an Object");
  const command = textOf(value['command']).replace(/^\//, '');
  const description = textOf(value['description']).trim();
  if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  if (description.length < 1 || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  return { command, description };
}

function scopeOf(params: Params): string {
  const scope = params.object('scope') ?? { type: 'default' };
  const type = textOf(scope['type']);
  if (!scopes.includes(type)) throw badRequest("can't parse BotCommandScope: unsupported type specified");
  return `${type}:${textOf(scope['chat_id'])}:${params.text('language_code')}`;
}
