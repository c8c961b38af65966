import { cryptopay } from './cryptopay.js';
import { freekassa } from './freekassa.js';
import { cryptomus, heleket } from './heleket.js';
import { platega } from './platega.js';
import { stripe } from './stripe.js';
import type { EmulatorDefinition } from './till/emulator.js';
import { tribute } from './tribute.js';

/** Providers that the sandbox stands in for, YooKassa and Stars aside. Adding one is its file, its test and a line here. */
export const emulatorDefinitions: readonly EmulatorDefinition[] = [
  freekassa,
  platega,
  tribute,
  cryptopay,
  heleket,
  cryptomus,
  stripe,
];

/** The settings of a shop whose providers are those of the sandbox at `url`. */
export const emulatedEnvironment = (url: string): Record<string, string> =>
  Object.assign({}, ...emulatorDefinitions.map(({ id, environment }) => environment(`${url}/${id}`)));
