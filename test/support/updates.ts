import type { JsonObject } from '../../src/queue/define-job.js';

/** Updates as Telegram sends them, of people in their private chats. */
export const anna = 42;

const from = (id: number, more: object = {}) => ({
  id,
  is_bot: false,
  first_name: 'Анна',
  language_code: 'ru',
  ...more,
});
const chat = (id: number) => ({ id, type: 'private', first_name: 'Анна' });

export type SentUpdate = JsonObject & { readonly update_id: number };

const update = (update_id: number, body: object): SentUpdate =>
  JSON.parse(JSON.stringify({ update_id, ...body })) as SentUpdate;

export const messageUpdate = (id: number, text: string, person = anna, sender: object = {}): SentUpdate =>
  update(id, {
    message: {
      message_id: id,
      date: 1_700_000_000,
      from: from(person, sender),
      chat: chat(person),
      text,
      ...(text.startsWith('/') && {
        entities: [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]!.length }],
      }),
    },
  });

export const tapUpdate = (id: number, data: string, person = anna): SentUpdate =>
  update(id, {
    callback_query: {
      id: String(id),
      from: from(person),
      chat_instance: '1',
      data,
      message: { message_id: 5, date: 1_700_000_000, chat: chat(person), text: 'x' },
    },
  });

export const memberUpdate = (id: number, status: 'kicked' | 'member', person = anna): SentUpdate => {
  const bot = { id: 1, is_bot: true, first_name: 'Shop' };
  return update(id, {
    my_chat_member: {
      chat: chat(person),
      from: from(person),
      date: 1_700_000_000,
      old_chat_member: { user: bot, status: status === 'kicked' ? 'member' : 'kicked', until_date: 0 },
      new_chat_member: { user: bot, status, until_date: 0 },
    },
  });
};

/** Somebody is put out of a channel by another, or brought back. */
export const channelUpdate = (id: number, status: 'kicked' | 'member', person = anna): SentUpdate =>
  update(id, {
    chat_member: {
      chat: { id: -1001000000001, type: 'channel', title: 'News' },
      from: from(7),
      date: 1_700_000_000,
      old_chat_member: {
        user: from(person),
        status: status === 'kicked' ? 'member' : 'kicked',
        until_date: 0,
      },
      new_chat_member: { user: from(person), status, until_date: 0 },
    },
  });

export const paidUpdate = (id: number, person = anna): SentUpdate =>
  update(id, {
    message: {
      message_id: id,
      date: 1_700_000_000,
      from: from(person),
      chat: chat(person),
      successful_payment: {
        currency: 'XTR',
        total_amount: 100,
        invoice_payload: '1',
        telegram_payment_charge_id: `charge-${id}`,
        provider_payment_charge_id: '',
      },
    },
  });

/** As Telegram tells it: the bot says so in the chat of whoever gets it back. */
export const refundUpdate = (id: number, person = anna): SentUpdate =>
  update(id, {
    message: {
      message_id: id,
      date: 1_700_000_000,
      from: { id: 123456789, is_bot: true, first_name: 'Shop', username: 'shop_bot' },
      chat: chat(person),
      refunded_payment: {
        currency: 'XTR',
        total_amount: 100,
        invoice_payload: '1',
        telegram_payment_charge_id: `charge-${id}`,
      },
    },
  });

export const checkoutUpdate = (id: number, person = anna): SentUpdate =>
  update(id, {
    pre_checkout_query: {
      id: '7777',
      from: from(person),
      currency: 'XTR',
      total_amount: 100,
      invoice_payload: '17',
      order_info: { name: 'Anna', email: 'anna@example.com', phone_number: '+79990000000' },
    },
  });
