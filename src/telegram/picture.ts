import { InputFile } from 'grammy';
import type { InlineKeyboardMarkup } from 'grammy/types';
import qrcode from 'qrcode';
import { drawBars, type Bar } from './bars.js';

/** What a person is shown: HTML that is already escaped, buttons, and perhaps one picture above them. */
export interface Shown {
  readonly text: string;
  readonly keyboard: InlineKeyboardMarkup;
  /** Its text becomes a picture. */
  readonly qr?: string;
  readonly bars?: readonly Bar[];
}

export const hasPicture = ({ qr, bars }: Shown): boolean => qr !== undefined || bars !== undefined;

/** @throws {Error} where there is none */
export async function pictureOf({ qr, bars }: Shown): Promise<InputFile> {
  if (bars) return new InputFile(drawBars(bars), 'bars.png');
  if (qr === undefined) throw new Error('there is no picture to be shown');
  const code = await qrcode.toBuffer(qr, { width: 512, margin: 2, errorCorrectionLevel: 'M' });
  return new InputFile(code, 'qr.png');
}
