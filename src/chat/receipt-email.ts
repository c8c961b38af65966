import { open } from '../buttons.js';
import type { Person } from '../db/models/user.js';
import { maskEmail } from '../domain/email.js';
import type { Button, Shop } from './screen.js';
import type { Translator } from './translate.js';

/** Where the receipt goes, as it is shown; undefined where none of these ways to pay sends one. */
export function receiptsOf(
  providers: readonly string[],
  { email }: Pick<Person, 'email'>,
  { receipts }: Pick<Shop, 'receipts'>,
): string | null | undefined {
  if (!providers.some((provider) => receipts.includes(provider))) return undefined;
  return email === null ? null : maskEmail(email);
}

/** The way to the screen that asks for the e-mail, and back to where one pays; nothing where no receipt is sent. */
export function receiptButtons(
  email: string | null | undefined,
  back: Parameters<typeof open>,
  t: Translator,
): Button[][] {
  if (email === undefined) return [];
  const text = email === null ? t.plain('email-set') : t.plain('email-change', { email });
  return [[{ text, data: open('email', 'ask', ...back) }]];
}
