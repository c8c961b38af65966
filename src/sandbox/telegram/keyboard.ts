import type { InlineKeyboardButton } from 'grammy/types';
import { badRequest } from './errors.js';
import { isObject, type Params, textOf } from './params.js';

/** What `reply_markup` may hold: buttons under the message, or something about the person's keyboard. */
export interface Markup {
  readonly inline?: InlineKeyboardButton[][];
  /** Rows of labels; an empty list takes the keyboard away. */
  readonly reply?: string[][];
}

/**
 * Reads and checks `reply_markup`.
 *
 * @throws {ApiError} 400 for what Telegram refuses: foreign URL schemes, long callback data, two actions
 */
export function readMarkup(params: Params, forInvoice = false): Markup {
  const markup = params.object('reply_markup');
  if (!markup) return {};
  if ('inline_keyboard' in markup) {
    const rows = rowsOf(markup['inline_keyboard'], 'inline keyboard');
    const inline = rows.map((row, y) =>
      row.map((button, x) => {
        checkButton(button, forInvoice && x === 0 && y === 0);
        return button;
      }),
    );
    const filled = inline.filter((row) => row.length > 0);
    return filled.length > 0 ? { inline: filled } : {};
  }
  if ('keyboard' in markup) {
    return { reply: rowsOf(markup['keyboard'], 'keyboard').map((row) => row.map(labelOf)) };
  }
  return markup['remove_keyboard'] === true ? { reply: [] } : {};
}

function rowsOf(value: unknown, what: string): unknown[][] {
  if (Array.isArray(value) && value.every(Array.isArray)) return value;
  throw badRequest(`can't parse ${what}: expected an Array of Arrays`);
}

const labelOf = (button: unknown): string => {
  const label = isObject(button) ? button['text'] : button;
  if (typeof label !== 'string' || label === '') throw badRequest('keyboard button text must be non-empty');
  return label;
};

const actions = [
  'url',
  'callback_data',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'copy_text',
  'callback_game',
  'pay',
  'disabled',
];

function checkButton(button: unknown, mayPay: boolean): asserts button is InlineKeyboardButton {
  if (!isObject(button)) throw badRequest("can't parse inline keyboard button: expected an Object");
  if (typeof button['text'] !== 'string' || button['text'] === '') {
    throw badRequest('inline keyboard button text must be non-empty');
  }
  const given = actions.filter((action) => button[action] !== undefined && button[action] !== null);
  if (given.length === 0) throw badRequest('text buttons are unallowed in the inline keyboard');
  if (given.length > 1) throw badRequest('BUTTON_TYPE_INVALID');
  if (given[0] === 'pay' && !mayPay) throw badRequest('BUTTON_POS_INVALID');
  if (!['', 'danger', 'success', 'primary'].includes(textOf(button['style']))) {
    throw badRequest('invalid button style specified');
  }
  checkAction(button);
}

function checkAction({
  url,
  callback_data: data,
  copy_text: copy,
  web_app: app,
}: Record<string, unknown>): void {
  if (url !== undefined) checkUrl(textOf(url), /^(https?|tg|ton):/i);
  if (data !== undefined && !within(data, 64, (text) => Buffer.byteLength(text))) {
    throw badRequest('BUTTON_DATA_INVALID');
  }
  if (copy !== undefined && !within(isObject(copy) ? copy['text'] : '', 256, (text) => text.length)) {
    throw badRequest('BUTTON_COPY_TEXT_INVALID');
  }
  if (app !== undefined) checkUrl(textOf(isObject(app) ? app['url'] : ''), /^https:/i);
}

const within = (value: unknown, most: number, size: (text: string) => number): boolean =>
  typeof value === 'string' && value !== '' && size(value) <= most;

/** Telegram opens web addresses and its own; an app's scheme (`happ://`) is refused. */
function checkUrl(url: string, allowed: RegExp): void {
  const refused = (why: string) => badRequest(`inline keyboard button URL '${url}' is invalid: ${why}`);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(url);
  if (scheme && !allowed.test(url)) throw refused('Unsupported URL protocol');
  const full = scheme ? url : `http://${url}`;
  const host = URL.canParse(full) ? new URL(full).hostname : '';
  if (host === '') throw refused('URL host is empty');
  if (/^https?:/i.test(full) && !host.includes('.') && !host.startsWith('[')) throw refused('Wrong HTTP URL');
}
