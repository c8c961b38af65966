import type { User } from '../db/models/user.js';
import type { Intent } from '../payments/provider.js';
import type { Scope } from '../queue/scope.js';
import { languageOf } from '../domain/language.js';

/** What a provider is told of who pays: their pay page speaks the language that the chat does. */
export const payerOf = (user: User, { defaultLanguage }: Scope['chat']): Intent['payer'] => ({
  telegramId: user.telegramId,
  email: user.email,
  language: languageOf(user, defaultLanguage),
});
