import { randomInt } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const signs = `${letters}0123456789`;

/**
 * Nine letters and digits that nobody can guess. The first is a letter, so that none is taken for a Telegram id. One
 * shop in 150 with a million people makes the same one twice: its index refuses it, and the update is tried again.
 */
export const newReferralCode = (): string =>
  letters[randomInt(letters.length)]! +
  Array.from({ length: 8 }, () => signs[randomInt(signs.length)]).join('');
