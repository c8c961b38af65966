import { AppError } from './domain/errors.js';

const shapes: readonly [RegExp, string][] = [
  [/\d{5,}:[\w-]{30,}/g, '<bot token>'],
  [/(\w+:\/\/)[^\s/@]*@/g, '$1<login>@'],
  [/((?:token|api_?key|secret|password|sign(?:ature)?)["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi, '$1<secret>'],
  [/\b(Bearer|Basic)\s+[\w+/=.-]+/g, '$1 <secret>'],
  [/(\/sub\/)[\w-]{8,}/g, '$1<link>'],
];

const known = new Set<string>();

/** Values of the configuration that must not be seen anywhere, whatever stands around them. */
export function keepSecret(values: Iterable<string>): void {
  for (const value of values) if (value.length >= 8) known.add(value);
}

/** The text without anything that looks like a secret, or is one. */
export function scrubText(text: string): string {
  let left = text;
  for (const value of known) left = left.replaceAll(value, '<secret>');
  return shapes.reduce((rest, [shape, label]) => rest.replace(shape, label), left);
}

/** Why something failed, as a person may read it in Redis, Postgres and Bull Board: without secrets, and short. */
export const scrub = (error: unknown): string =>
  scrubText(error instanceof AppError ? `${error.code}: ${error.message}` : String(error)).slice(0, 500);
