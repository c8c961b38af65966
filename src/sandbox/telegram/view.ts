import type { InlineKeyboardButton, MessageEntity } from 'grammy/types';
import type { Chat, StoredMessage } from './chats.js';
import { entitiesToHtml } from './entities-to-html.js';
import type { Files } from './files.js';

/** A message as the person's app shows it. */
export interface ViewMessage {
  readonly id: number;
  /** Seconds since the epoch. */
  readonly date: number;
  readonly from: 'bot' | 'person';
  readonly edited: boolean;
  /** The text or the caption, plain; `html` is the same, safe to put into a page. */
  readonly text: string;
  readonly caption: string | null;
  readonly entities: MessageEntity[];
  readonly html: string;
  readonly photo: { url: string; file_id: string; width: number; height: number } | null;
  readonly document: { url: string; file_id: string; name: string; bytes: number } | null;
  readonly invoice: { title: string; description: string; total: number; currency: string } | null;
  readonly payment: { total: number; currency: string } | null;
  readonly refund: { total: number; currency: string } | null;
  readonly keyboard: InlineKeyboardButton[][];
  /** Labels of the keyboard that came with this message; null when it says nothing about it. */
  readonly reply_keyboard: string[][] | null;
  readonly protected: boolean;
}

export interface ViewChat {
  readonly person: Chat['person'];
  readonly opened: boolean;
  readonly blocked: boolean;
  readonly messages: ViewMessage[];
}

export const viewChat = (chat: Chat, files: Files): ViewChat => ({
  person: chat.person,
  opened: chat.opened,
  blocked: chat.blocked,
  messages: chat.messages.map((message) => viewMessage(message, files)),
});

export function viewMessage(message: StoredMessage, files: Files): ViewMessage {
  const text = message.text ?? message.caption ?? '';
  const { invoice, payment, refund } = message;
  return {
    id: message.id,
    date: message.date,
    from: message.by,
    edited: message.edited !== undefined,
    text,
    caption: message.caption ?? null,
    entities: message.entities,
    html: entitiesToHtml(text, message.entities),
    photo: message.photo ? viewPhoto(message.photo, files) : null,
    document: message.document ? viewDocument(message.document, files) : null,
    invoice: invoice
      ? {
          title: invoice.title,
          description: invoice.description,
          total: invoice.total,
          currency: invoice.currency,
        }
      : null,
    payment: payment ? { total: payment.total_amount, currency: payment.currency } : null,
    refund: refund ? { total: refund.total_amount, currency: refund.currency } : null,
    keyboard: message.keyboard ?? [],
    reply_keyboard: message.reply ?? null,
    protected: message.protected ?? false,
  };
}

/** Relative to the control API: its page fetches files there and never sees the bot's token. */
const fileUrl = (id: string): string => `files/${id}`;

function viewPhoto(id: string, files: Files): ViewMessage['photo'] {
  const { width = 0, height = 0 } = files.get(id);
  return { url: fileUrl(id), file_id: id, width, height };
}

function viewDocument(id: string, files: Files): ViewMessage['document'] {
  const { name = 'file', bytes } = files.get(id);
  return { url: fileUrl(id), file_id: id, name, bytes };
}
