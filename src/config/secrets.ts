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

/** Of an address only the password: the rest of it is in every other line of a log. */
function secretIn(value: unknown): string | [] {
  if (typeof value !== 'string') return [];
  if (!/^\w+:\/\//.test(value) || !URL.canParse(value)) return value;
  const { password } = new URL(value);
  try {
    return decodeURIComponent(password);
  } catch {
    return password; // a bare % is no encoding
  }
}
