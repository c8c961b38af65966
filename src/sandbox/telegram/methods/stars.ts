import { readInvoice } from '../invoice.js';
import { refundCharge } from '../payments.js';
import { editSubscription } from '../subscriptions.js';
import { personUser } from '../wire.js';
import type { Methods } from './method.js';

/** Telegram Stars beside the invoices in chats. */
export const starMethods: Methods = {
  createInvoiceLink: (params, { stars }) => stars.link(readInvoice(params)),

  getStarTransactions(params, { stars, chats }) {
    const offset = params.integer('offset', 0, 0);
    const limit = params.integer('limit', 100, 1, 100);
    const all = stars.transactions((id) => personUser(chats.of(id).person));
    return { transactions: all.slice(offset, offset + limit) };
  },

  editUserStarSubscription(params, world) {
    const id = params.text('telegram_payment_charge_id');
    editSubscription(world, params.text('user_id'), id, params.flag('is_canceled'));
    return true;
  },

  refundStarPayment(params, world) {
    refundCharge(world, params.text('user_id'), params.text('telegram_payment_charge_id'));
    return true;
  },
};
