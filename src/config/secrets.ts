import type { Config } from './config.js';
import { isSecret } from './fault.js';
import { shapes } from './groups.js';

/** Every value that must not be seen, in each form in which it could be: as it is, within JSON, within an address. */
export function secretsOf(config: Config): string[] {
  const values = Object.entries({ ...config, ...config.payments, ...config.panels });
  const secrets = values.flatMap(([name, value]) =>
    isSecret(name, shapes[name]) ? [value].flat().flatMap(secretIn) : [],
  );
  const forms = secrets
    .filter(Boolean)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  return [...new Set(forms)];
}

/**
 * Of an address only the password: the rest of it is in every other line of a log. In the one of Sentry the key stands
 * as the name; a store's name alone is no secret.
 */
function secretIn(value: unknown): string | string[] {
  if (typeof value !== 'string') return [];
  if (!/^\w+:\/\//.test(value) || !URL.canParse(value)) return value;
  const { protocol, username, password } = new URL(value);
  return [password, ...(/^https?:$/.test(protocol) ? [username] : [])].map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a bare % is no encoding
  }
}
