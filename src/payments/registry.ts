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
  /** All whose credentials are in the settings: what was begun by them goes on, though they are offered no more. */
  readonly known: ReadonlyMap<string, Provider>;
  /** Why a provider is not offered, and what to do about it: one sentence each, for `doctor`. */
  readonly notOffered: ReadonlyMap<string, string>;
}

/** By whom something new can be paid, in the order of the buttons. */
export const offered = ({ known, notOffered }: Payments): [string, Provider][] =>
  [...known].filter(([id]) => !notOffered.has(id));

/** Whether that provider is offered for that much. */
export const offers = (payments: Payments, provider: string, price: Money): boolean =>
  !payments.notOffered.has(provider) && takes(payments, provider, price);

/** Whether what was saved there can be charged as much: its owner agreed to that, so it goes on though it is not offered. */
export const charges = (payments: Payments, provider: string, price: Money): boolean =>
  payments.known.get(provider)?.saved !== undefined && takes(payments, provider, price);

function takes({ known }: Payments, provider: string, { minor, currency }: Money): boolean {
  const limits = known.get(provider)?.limits[currency];
  return limits !== undefined && minor >= limits.min && minor <= limits.max;
}

/** What each charge pays for, where that provider charges as much again and again by itself, for a plan of this term. */
export function repeats(payments: Payments, provider: string, planTerm: Term, price: Money): Term | null {
  const mandates = payments.known.get(provider)?.mandates;
  if (!mandates || !takes(payments, provider, price)) return null;
  const { max = price.minor, step = 1n } = mandates;
  return price.minor > max || price.minor % step !== 0n ? null : mandates.termOf(planTerm);
}

/** Who sells so many months by itself, and where. */
export function pagesFor(payments: Payments, months: number): { provider: string; url: string }[] {
  return offered(payments).flatMap(([provider, { pages }]) => {
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
  const known = new Map<string, Provider>();
  const notOffered = new Map<string, string>();
  for (const definition of providerDefinitions) {
    const { id, enabledBy } = definition;
    const given = definition.settings.parse(settings);
    const provider = definition.create(given, tools);
    if ('missing' in provider) notOffered.set(id, provider.missing);
    else known.set(id, provider);
    if (enabledBy !== undefined && !given[enabledBy]) notOffered.set(id, `${enabledBy} is off`);
  }
  return { known, notOffered };
}
