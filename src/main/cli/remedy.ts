import { sentenceOf } from './sentence.js';

const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there; is it up, and does DATABASE_URL name its host and port?',
  ENOTFOUND: 'its host is not known; look at DATABASE_URL',
  EAI_AGAIN: 'its host is not known now; look at DATABASE_URL, and at the name server',
  ETIMEDOUT: 'it does not answer; is it up, and does a firewall let this machine in?',
  '28P01': 'it refuses this login or password; look at DATABASE_URL',
  '28000': 'it does not let this login in; look at DATABASE_URL, and at its pg_hba.conf',
  '3D000': 'it has no such database; look at DATABASE_URL, or create it',
  '42P01': 'it lacks our tables; run `npm run migrate`',
};

/** What to do about a PostgreSQL that cannot be used, as a clause; undefined for every other error. */
export function remedyOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { nativeError = error } = error as { nativeError?: unknown }; // objection wraps what pg says
  const code = (nativeError as { code?: unknown }).code;
  const remedy = typeof code === 'string' ? remedies[code] : undefined;
  return remedy && `${remedy} (${String(code)})`;
}

const silent =
  'Redis does not answer; is it up, does REDIS_URL name it, and does a firewall let this machine in?';
const redisRemedies: readonly [RegExp, string][] = [
  [/ECONNREFUSED/, 'nothing answers where REDIS_URL says; is Redis up, and are its host and port right?'],
  [/ENOTFOUND|EAI_AGAIN/, 'the host in REDIS_URL is not known; look at it, and at the name server'],
  [/WRONGPASS|NOAUTH|NOPERM/, 'Redis refuses the login or password in REDIS_URL'],
];

/** What to do about a Redis that cannot be used, as a sentence. */
export function redisRemedyOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  const why = typeof code === 'string' ? code : sentenceOf(error);
  const [, remedy = silent] = redisRemedies.find(([pattern]) => pattern.test(why)) ?? [];
  return `${remedy} (${why})`;
}
