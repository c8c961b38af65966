import { MalformedWebhook } from '../webhook.js';

type Fields = readonly (readonly [string, string])[];

/**
 * The fields of a form, each value as it was sent: of a query, or of a body that is urlencoded or multipart, which its
 * first two bytes tell.
 *
 * @throws {MalformedWebhook} when it cannot be read, or one field comes twice: who would say which of them was signed?
 */
export function readForm(provider: string, raw: Buffer): Readonly<Record<string, string>> {
  const text = raw.toString('utf8');
  const fields: Fields | null = text.startsWith('--') ? multipart(text) : [...new URLSearchParams(text)];
  if (fields === null) throw new MalformedWebhook('not a form', { provider });
  const form = new Map(fields);
  if (form.size < fields.length) throw new MalformedWebhook('a field comes twice', { provider });
  return Object.fromEntries(form);
}

/** RFC 7578, of texts only; null when it is something else, or was cut off. */
function multipart(text: string): Fields | null {
  const [, boundary] = /^--([^\r\n]{1,70})\r\n/.exec(text) ?? [];
  if (boundary === undefined) return null;
  const parts = `\r\n${text}`.split(`\r\n--${boundary}`).slice(1);
  if (!parts.pop()?.startsWith('--')) return null;
  const fields = parts.map(fieldOf);
  return fields.every((field) => field !== null) ? fields : null;
}

function fieldOf(part: string): readonly [string, string] | null {
  const headEnds = part.indexOf('\r\n\r\n');
  if (!part.startsWith('\r\n') || headEnds === -1) return null;
  const [, name] = /\bname="([^"\r\n]+)"/i.exec(part.slice(0, headEnds)) ?? [];
  return name === undefined ? null : [name, part.slice(headEnds + 4)];
}
