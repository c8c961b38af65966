import type { Knex } from 'knex';
import { knexSnakeCaseMappers } from 'objection';
import type { ClientBase } from 'pg';

const { postProcessResponse: camelCase } = knexSnakeCaseMappers();

/** knex's pool; in a transaction, its one connection, which is released with it. */
interface Connections {
  readonly acquireConnection: () => Promise<ClientBase>;
  readonly releaseConnection: (connection: ClientBase) => Promise<void>;
}

/** What a statement can be given; `null` is said, never left out. */
type Scalar = string | number | bigint | boolean | Date | Buffer | null;
export type Value = Scalar | readonly Scalar[];

/**
 * Rows of a statement that is written out, with names as everywhere in our code: knex maps those of its own builder
 * only. Asked without that builder, which costs a worker more than the statement itself. Each `?` is a value; bigint
 * too.
 */
export async function ask<Row>(knex: Knex, sql: string, ...values: readonly Value[]): Promise<Row[]> {
  if ('isCompleted' in knex && (knex as Knex.Transaction).isCompleted())
    throw new Error('a statement came after the end of its transaction');
  const client = knex.client as Connections;
  const connection = await client.acquireConnection();
  try {
    const { rows } = await connection.query({ text: numbered(sql), values: [...values] });
    return camelCase(rows) as Row[];
  } finally {
    await client.releaseConnection(connection);
  }
}

const texts = new Map<string, string>();

/** As PostgreSQL counts them: $1, $2 … Every text stands in the code, so there are few. */
function numbered(sql: string): string {
  const known = texts.get(sql);
  if (known !== undefined) return known;
  let n = 0;
  const text = sql.replace(/\?/g, () => `$${(n += 1)}`);
  texts.set(sql, text);
  return text;
}
