import type { Chat as WireChat, Document, PhotoSize, Update, User } from 'grammy/types';
import type { Chat, Person, StoredMessage } from './chats.js';
import { type Files, smallSuffix } from './files.js';

/** A message of a private chat, as updates and answers carry it. */
export type WireMessage = NonNullable<Update['message']>;

/** Who the bot is, as getMe tells it. */
export interface BotIdentity {
  readonly id: number;
  readonly username: string;
}

export const botUser = ({ id, username }: BotIdentity): User => ({
  id,
  is_bot: true,
  first_name: username,
  username,
});

export const personUser = ({ id, first_name, username, language_code }: Person): User => ({
  id,
  is_bot: false,
  first_name,
  ...(username ? { username } : {}),
  ...(language_code ? { language_code } : {}),
});

export const privateChat = ({ id, first_name, username }: Person): WireChat.PrivateChat => ({
  id,
  type: 'private',
  first_name,
  ...(username ? { username } : {}),
});

/** A message as the Bot API shows it. */
export function toWire(chat: Chat, message: StoredMessage, bot: BotIdentity, files: Files): WireMessage {
  const { entities, keyboard, invoice, photo, document } = message;
  return {
    message_id: message.id,
    from: message.by === 'bot' ? botUser(bot) : personUser(chat.person),
    chat: privateChat(chat.person),
    date: message.date,
    ...(message.edited === undefined ? {} : { edit_date: message.edited }),
    ...(message.protected ? { has_protected_content: true } : {}),
    ...(message.text === undefined ? {} : { text: message.text }),
    ...(photo ? { photo: photoSizes(photo, files) } : {}),
    ...(document ? { document: toDocument(document, files) } : {}),
    ...(message.caption ? { caption: message.caption } : {}),
    ...(entities.length === 0 ? {} : { [message.caption ? 'caption_entities' : 'entities']: entities }),
    ...(invoice
      ? {
          invoice: {
            title: invoice.title,
            description: invoice.description,
            start_parameter: invoice.startParameter,
            currency: invoice.currency,
            total_amount: invoice.total,
          },
        }
      : {}),
    ...(message.payment ? { successful_payment: message.payment } : {}),
    ...(message.refund ? { refunded_payment: message.refund } : {}),
    ...(keyboard ? { reply_markup: { inline_keyboard: keyboard } } : {}),
  };
}

/** The smaller first, as Telegram lists them; a small picture has one size. */
function photoSizes(id: string, files: Files): PhotoSize[] {
  const { uniqueId, bytes, width = 0, height = 0 } = files.get(id);
  const full = { file_id: id, file_unique_id: uniqueId, file_size: bytes, width, height };
  const scale = 90 / Math.max(width, height, 1);
  if (scale >= 1) return [full];
  const small = {
    file_id: `${id}${smallSuffix}`,
    file_unique_id: `${uniqueId}s`,
    file_size: Math.ceil(bytes * scale),
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  return [small, full];
}

function toDocument(id: string, files: Files): Document {
  const { uniqueId, bytes, name, mime } = files.get(id);
  return {
    file_id: id,
    file_unique_id: uniqueId,
    file_size: bytes,
    mime_type: mime,
    ...(name ? { file_name: name } : {}),
  };
}
