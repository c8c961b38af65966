import type { Knex } from 'knex';
import { knexSnakeCaseMappers } from 'objection';

const { postProcessResponse: camelCase } = knexSnakeCaseMappers();

/**
 * Rows of a statement that is written out, with names as everywhere in our code: knex maps those of its own builder
 * only. Values may be bigint, which pg takes and knex's types do not know.
 */
export async function ask<Row>(
  knex: Knex,
  sql: string,
  ...values: readonly (Knex.RawBinding | bigint | null)[]
): Promise<Row[]> {
  const { rows } = await knex.raw<{ rows: Row[] }>(sql, values as Knex.RawBinding[]);
  return camelCase(rows) as Row[];
}
