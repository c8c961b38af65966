import { scrub } from '../../scrub.js';

/** What an error says, without the name of its class, which means nothing to an operator. No secret is in it. */
export function sentenceOf(error: unknown): string {
  const text = scrub(error);
  const name = error instanceof Error ? `${error.name}: ` : '';
  return text.startsWith(name) ? text.slice(name.length) : text;
}
