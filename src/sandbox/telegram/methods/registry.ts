import { answerMethods } from './answer.js';
import { botMethods } from './bot.js';
import { channelMethods } from './channels.js';
import { editMethods } from './edit.js';
import { fileMethods } from './files.js';
import type { Method } from './method.js';
import { sendMethods } from './send.js';
import { starMethods } from './stars.js';
import { updateMethods } from './updates.js';

/** Every method the sandbox knows, under the name Telegram gives it. */
const all = {
  ...botMethods,
  ...channelMethods,
  ...updateMethods,
  ...sendMethods,
  ...editMethods,
  ...answerMethods,
  ...starMethods,
  ...fileMethods,
};

const byLowerCase = new Map(
  Object.entries(all).map(([name, method]) => [name.toLowerCase(), { name, method }]),
);

/** Telegram does not look at the case of a method's name. */
export const findMethod = (name: string): { name: string; method: Method } | undefined =>
  byLowerCase.get(name.toLowerCase());
