import type { Knex } from 'knex';

/** What the fleet knows of itself, by name: small, rarely written, shared by all processes. */
export function createSettings(knex: Knex) {
  return {
    /** In a transaction, by its own connection. */
    async get<T>(name: string, on: Knex = knex): Promise<T | undefined> {
      const row = await on<{ name: string; value: T }>('settings').where({ name }).first();
      return row?.value;
    },
    async set(name: string, value: unknown): Promise<void> {
      await knex('settings')
        .insert({ name, value: JSON.stringify(value) })
        .onConflict('name')
        .merge({ value: JSON.stringify(value), updatedAt: knex.fn.now() });
    },
  };
}
