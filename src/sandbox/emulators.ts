import { cryptopay } from './cryptopay.js';
import { freekassa } from './freekassa.js';
import { platega } from './platega.js';
import type { EmulatorDefinition } from './till/emulator.js';
import { tribute } from './tribute.js';

/** Providers that the sandbox stands in for, YooKassa aside. Adding one is its file, its test and a line here. */
export const emulatorDefinitions: readonly EmulatorDefinition[] = [cryptopay, freekassa, platega];
import { cryptomus, heleket } from './heleket.js';
import { stripe } from './stripe.js';
import type { EmulatorDefinition } from './till/emulator.js';

/** Providers that the sandbox stands in for, YooKassa aside. Adding one is its file, its test and a line here. */
export const emulatorDefinitions: readonly EmulatorDefinition[] = [cryptopay, heleket, cryptomus, stripe];
export const emulatorDefinitions: readonly EmulatorDefinition[] = [cryptopay, tribute];

/** The settings of a shop whose providers are those of the sandbox at `url`. */
export const emulatedEnvironment = (url: string): Record<string, string> =>
  Object.assign({}, ...emulatorDefinitions.map(({ id, environment }) => environment(`${url}/${id}`)));
