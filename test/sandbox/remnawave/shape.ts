/** Made up anew by every panel. */
const volatile = new Set([
  'id',
  'userId',
  'shortUuid',
  'trojanPassword',
  'vlessUuid',
  'ssPassword',
  'createdAt',
  'updatedAt',
  'subRevokedAt',
  'lastTrafficResetAt',
  'subscriptionUrl',
  'timestamp',
  'path',
  'uuid',
  'membersCount',
  /** A regular expression of the validator's, which differs by its version. */
  'pattern',
]);

/**
 * A value reduced to what two panels must agree on: keys, types and values, save that what is made up anew counts by its type
 * only. Validation errors name their `path` as a list, and that is compared.
 */
export function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      volatile.has(key) && !Array.isArray(inner) ? typeOf(inner) : shape(inner),
    ]),
  );
}

const typeOf = (value: unknown): string => (value === null ? 'null' : typeof value);

/** Its keys, all the way down, whatever they hold. */
export function keys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keys(inner)]));
}
