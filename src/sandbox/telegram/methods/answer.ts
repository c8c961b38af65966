import { badRequest } from '../errors.js';
import type { CallbackAnswer, CheckoutAnswer, InlineAnswer } from '../answers.js';
import { isObject } from '../params.js';
import type { Methods } from './method.js';

/** Methods that answer what people ask by tapping, paying and typing. */
export const answerMethods: Methods = {
  answerCallbackQuery(params, { taps }) {
    const text = params.text('text');
    if (text.length > 200) throw badRequest('MESSAGE_TOO_LONG');
    const url = params.text('url');
    if (url !== '' && !/^(https?:\/\/)?t\.me\/|^tg:\/\//i.test(url)) throw badRequest('URL_INVALID');
    const answer: CallbackAnswer = { text, alert: params.flag('show_alert'), url };
    taps.answer(params.text('callback_query_id'), answer);
    return true;
  },

  answerPreCheckoutQuery(params, { checkouts }) {
    const ok = params.flag('ok');
    const error = params.text('error_message');
    if (!ok && error === '') throw badRequest('parameter "error_message" is required');
    const answer: CheckoutAnswer = { ok, error };
    checkouts.answer(params.text('pre_checkout_query_id'), answer);
    return true;
  },

  answerInlineQuery(params, { inlines }) {
    const results = params.json('results');
    if (!Array.isArray(results)) throw badRequest("can't parse inline query results: expected an Array");
    if (results.length > 50) throw badRequest('RESULTS_TOO_MUCH');
    if (Buffer.byteLength(params.text('next_offset')) > 64) throw badRequest('NEXT_OFFSET_INVALID');
    const ids = results.map((result: unknown) => (isObject(result) ? result['id'] : undefined));
    if (new Set(ids).size !== ids.length) throw badRequest('RESULT_ID_DUPLICATE');
    const answer: InlineAnswer = { results };
    inlines.answer(params.text('inline_query_id'), answer);
    return true;
  },
};
