import type { Knex } from 'knex';

/** Values for `raw`: pg takes a bigint, which knex's types do not know. */
export const bound = (...values: readonly (Knex.RawBinding | bigint | null)[]): Knex.RawBinding[] =>
  values as Knex.RawBinding[];
