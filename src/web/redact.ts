import { scrubText } from '../scrub.js';

const hidden = /token|secret|password|api_?key|authorization|signature/i;

/** The same JSON without secrets, however deep: in texts by what they look like, in fields by their name. */
export function redact<T>(json: T): T {
  if (json === undefined) return json;
  return JSON.parse(JSON.stringify(json, (name, held: unknown) => withoutSecret(name, held)));
}

function withoutSecret(name: string, held: unknown): unknown {
  if (typeof held !== 'string') return held;
  return hidden.test(name) ? '<secret>' : scrubText(held);
}
