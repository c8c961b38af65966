import type { Money } from '../domain/money.js';
import type { Term } from '../domain/term.js';
import { balance } from './balance.js';
import { cryptopay } from './cryptopay.js';
import { freekassa } from './freekassa.js';
import { cryptomus, heleket } from './heleket.js';
import { platega } from './platega.js';
import type { Provider, ProviderDefinition } from './provider.js';
import { stars } from './stars.js';
import { stripe } from './stripe.js';
import { tribute } from './tribute.js';
import { yookassa } from './yookassa.js';
import type { Tools } from './tools.js';

/** In the order of the buttons. Adding a provider is its file, its test and a line here. */
export const providerDefinitions: readonly ProviderDefinition[] = [
  balance,
  yookassa,
  freekassa,
  platega,
  tribute,
  stars,
  cryptopay,
  heleket,
  cryptomus,
  stripe,
];

export interface Payments {
  readonly offered: ReadonlyMap<string, Provider>;
  /** Why a provider is not offered, and what to do about it: one sentence each, for `doctor`. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Whether that provider is offered for that much. */
export function offers({ offered }: Payments, provider: string, { minor, currency }: Money): boolean {
  const limits = offered.get(provider)?.limits[currency];
  return limits !== undefined && minor >= limits.min && minor <= limits.max;
}

/** What each charge pays for, where that provider charges as much again and again by itself, for a plan of this term. */
export function repeats(payments: Payments, provider: string, planTerm: Term, price: Money): Term | null {
  const mandates = payments.offered.get(provider)?.mandates;
  if (!mandates || !offers(payments, provider, price)) return null;
  const { max = price.minor, step = 1n } = mandates;
  return price.minor > max || price.minor % step !== 0n ? null : mandates.termOf(planTerm);
}

/** Who sells so many months by itself, and where. */
export function pagesFor({ offered }: Payments, months: number): { provider: string; url: string }[] {
  return [...offered].flatMap(([provider, { pages }]) => {
    const url = pages?.get(months);
    return url === undefined ? [] : [{ provider, url }];
  });
}

/**
 * Builds every provider from its own settings, of the environment or of what its schema made of that.
 *
 * @throws {z.ZodError} when a provider's settings are wrong, not when they are absent
 */
export function createPayments(settings: Readonly<Record<string, unknown>>, tools: Tools): Payments {
  const offered = new Map<string, Provider>();
  const missing = new Map<string, string>();
  for (const definition of providerDefinitions) {
    const provider = definition.create(definition.settings.parse(settings), tools);
    if ('missing' in provider) missing.set(definition.id, provider.missing);
    else offered.set(definition.id, provider);
  }
  return { offered, missing };
}
