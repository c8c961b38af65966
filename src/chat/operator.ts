import type { Chat } from '../queue/scope.js';

/** Who runs the shop: by the settings, or by their role. */
export const isOperator = (
  { operators }: Pick<Chat, 'operators'>,
  { telegramId, role }: { readonly telegramId: bigint | null; readonly role: 'admin' | null },
): boolean => role === 'admin' || (telegramId !== null && operators.has(telegramId));
