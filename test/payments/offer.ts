import { randomInt } from 'node:crypto';
import type { Money } from '../../src/domain/money.js';
import type { Intent, Provider, ProviderDefinition } from '../../src/payments/provider.js';
import { tools } from '../support/tools.js';

export const callOf = (subject: string) => ({ subject, signal: AbortSignal.timeout(10_000) });

export const intentOf = (amount: Money, change: Partial<Intent> = {}): Intent => ({
  paymentId: String(randomInt(2 ** 47)),
  createdAt: new Date(),
  amount,
  description: '1 month',
  payer: { telegramId: 1n, email: null, language: 'ru' },
  ...change,
});

/** @throws when it is not offered with these settings */
export function offer(definition: ProviderDefinition, settings: Readonly<Record<string, string>>): Provider {
  const provider = definition.create(definition.settings.parse(settings), tools);
  if ('missing' in provider) throw new Error(provider.missing);
  return provider;
}

export async function errorOf(promise: Promise<unknown> | undefined): Promise<unknown> {
  return promise?.then(
    () => undefined,
    (error: unknown) => error,
  );
}
