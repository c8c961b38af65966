import type { Knex } from 'knex';
import { ask } from './ask.js';

/** Lets this login do what the application does, and no more. To be asked as the owner of the tables. */
export async function admit(knex: Knex, login: string): Promise<void> {
  await knex.raw('grant getpro_app to ??', [login]);
}

/** What a login could do to what must not change. */
export interface Rights {
  readonly login: string;
  /** It made the tables, or is a superuser: then it can give itself every right. */
  readonly owns: boolean;
  /** Tables that only grow, and that it could change all the same. */
  readonly changes: readonly string[];
}

/** Append-only tables are known by their trigger, which refuses a change to whoever has the right to one. */
export async function rightsOf(knex: Knex): Promise<Rights> {
  const [rights] = await ask<Rights>(
    knex,
    `select current_user::text login,
       bool_or(pg_has_role(c.relowner, 'usage')) owns,
       coalesce(array_agg(c.relname::text order by c.relname)
         filter (where has_table_privilege(c.oid, 'update, delete, truncate')), '{}') changes
     from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where t.tgname = 'append_only' and c.relnamespace = 'public'::regnamespace`,
  );
  if (!rights) throw new Error('no answer about the rights of this login');
  return rights;
}
