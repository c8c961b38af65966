import type { InlineKeyboardMarkup } from 'grammy/types';
import type { Shown } from '../telegram/telegram.js';
import { keeping } from '../buttons.js';
import type { Button, View } from './screen.js';

/** A screen as it is sent. Buttons that must act once carry the version of the screen that they stand on. */
export function toShown({ text, buttons, qr, bars, isKept }: View, version: bigint): Shown {
  const rows = buttons.map((row) => row.filter(isAllowed).map((button) => toButton(button, version, isKept)));
  const keyboard = { inline_keyboard: rows.filter((row) => row.length > 0) };
  return { text, keyboard, ...(qr !== undefined && { qr }), ...(bars && { bars }) };
}

/** An address with another scheme would make Telegram refuse the whole message. */
const isAllowed = (button: Button): boolean =>
  !('url' in button) || /^(https?|tg):\/\/[^/]/i.test(button.url);

function toButton(
  button: Button,
  version: bigint,
  isKept = false,
): InlineKeyboardMarkup['inline_keyboard'][number][number] {
  const face = { text: button.text, ...(button.style && { style: button.style }) };
  if ('url' in button) return { ...face, url: button.url };
  if ('copy' in button) return { ...face, copy_text: { text: button.copy } };
  const data = button.once ? `${button.data}:${version}` : button.data;
  return { ...face, callback_data: isKept ? keeping(data) : data };
}
