import { AppError } from './domain/errors.js';

/** Looked for where a word begins, or a long one would be read anew from each of its letters. */
const shapes: readonly [RegExp, string][] = [
  [/(?<!\d)\d{5,}:[\w-]{30,}/g, '<bot token>'],
  [/(\w:\/\/)[^\s/@]*@/g, '$1<login>@'],
  [/(?<![\w.+'@-])[\w.+'@-]+@[\w-]+(?:\.[\w-]+)+/g, '<e-mail>'],
  [/((?:token|api_?key|secret|password|sign(?:ature)?)["']?\s*[=:]\s*["']?)[^\s"'&,}]+/gi, '$1<secret>'],
  [/\b(Bearer|Basic)\s+[\w+/=.-]+/g, '$1 <secret>'],
  [/(\/sub\/)[\w-]{8,}/g, '$1<link>'],
  [/(\/open\/\w+\/)[\da-f-]{36}/gi, '$1<ticket>'],
];

const known = new Set<string>();

/** Values of the configuration that must not be seen anywhere, whatever stands around them. */
export function keepSecret(values: Iterable<string>): void {
  for (const value of values) if (value.length >= 8) known.add(value);
}

const linkHosts = new Set<string>();

/** Every address at this link's host is a link to somebody's access. */
export function hideLinksLike(link: string): void {
  if (URL.canParse(link)) linkHosts.add(new URL(link).host);
}

const hideAt = (host: string, text: string): string =>
  text
    .split(`//${host}/`)
    .map((part, at) => (at === 0 ? part : part.replace(/^[^\s"'<>]+/, '<link>')))
    .join(`//${host}/`);

/** The text without anything that looks like a secret, or is one. */
export function scrubText(text: string): string {
  let left = text;
  for (const value of known) left = left.replaceAll(value, '<secret>');
  for (const host of linkHosts) left = hideAt(host, left);
  return shapes.reduce((rest, [shape, label]) => rest.replace(shape, label), left);
}

/** The same of every text within what is plain data; what refers to itself ends in time. */
export const scrubDeep = <T>(value: T): T => scrubWithin(value, 12) as T;

function scrubWithin(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth === 0) return '<deep>';
  if (Array.isArray(value)) return value.map((item: unknown) => scrubWithin(item, depth - 1));
  if (![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [scrubText(name), scrubWithin(part, depth - 1)]),
  );
}

/** Why something failed, as a person may read it in Redis, Postgres and Bull Board: without secrets, and short. */
export const scrub = (error: unknown): string =>
  scrubText(error instanceof AppError ? `${error.code}: ${error.message}` : String(error)).slice(0, 500);
