import type { Knex } from 'knex';

const appendOnly =
  'ledger_entries, ledger_transactions, grants, grant_withdrawals, audit_log, payment_events, plan_versions';

/**
 * Who may do what. The owner of the tables is whoever migrates; the logins of the processes are members of
 * getpro_app, which cannot rewrite what happened, and those of reports and backups of getpro_readonly. Both are of
 * the whole server, so they stay when this is taken back. A later table may be read, written and changed by the
 * application; where rows go, or may not change, its own migration says so.
 */
export async function up(knex: Knex): Promise<void> {
  await makeRole(knex, 'getpro_app');
  await makeRole(knex, 'getpro_readonly');
  await knex.raw(`
    grant usage on schema public to getpro_app, getpro_readonly;

    grant select, insert, update on all tables in schema public to getpro_app;
    revoke update on ${appendOnly} from getpro_app;
    revoke insert, update on knex_migrations, knex_migrations_lock from getpro_app;
    grant delete on outbox, processed_updates to getpro_app;
    alter default privileges in schema public grant select, insert, update on tables to getpro_app;

    grant select on all tables in schema public to getpro_readonly;
    grant select on all sequences in schema public to getpro_readonly;
    alter default privileges in schema public grant select on tables to getpro_readonly;
    alter default privileges in schema public grant select on sequences to getpro_readonly;
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    alter default privileges in schema public revoke all on tables from getpro_app, getpro_readonly;
    alter default privileges in schema public revoke all on sequences from getpro_readonly;
    revoke all on all tables in schema public from getpro_app, getpro_readonly;
    revoke all on all sequences in schema public from getpro_readonly;
    revoke usage on schema public from getpro_app, getpro_readonly;
  `);
}

/** Once for all databases of the server, by whichever is migrated first. */
async function makeRole(knex: Knex, role: string): Promise<void> {
  const { rowCount } = await knex.raw<{ rowCount: number }>('select from pg_roles where rolname = ?', [role]);
  if (rowCount > 0) return;
  try {
    await knex.raw(`do $$ begin create role ${role} nologin;
      exception when duplicate_object or unique_violation then null; end $$`);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
    throw new Error(
      `the role ${role} is missing and this login may not create it: have an administrator of the server run ` +
        '"create role getpro_app nologin; create role getpro_readonly nologin;", then migrate again',
      { cause: error },
    );
  }
}
