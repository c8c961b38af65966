import { Client } from 'pg';

/** The database of whoever works here: the demo's, and what `npm run services` names. */
export const ownDatabase = 'getpro';

/** One statement on a connection of its own. */
export async function askDatabase(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

/**
 * Makes the database `name` on the server of `adminUrl` if it is missing and returns its URL. With `empty`
 * an existing one is dropped first, whoever is connected to it. Statements go through the database that
 * `adminUrl` names, so that must be another one.
 */
export async function createDatabase(
  adminUrl: string,
  name: string,
  { empty = false } = {},
): Promise<string> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`Not a database name: ${name}`);
  if (empty) await askDatabase(adminUrl, `drop database if exists ${name} with (force)`);
  const found = await askDatabase(adminUrl, `select 1 from pg_database where datname = '${name}'`);
  if (found.length === 0) await askDatabase(adminUrl, `create database ${name}`);
  return databaseUrl(adminUrl, name);
}

/** The same server, another database. */
export function databaseUrl(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** Makes a login on the server of `adminUrl` if it is missing, and returns the same address with it. */
export async function createLogin(adminUrl: string, name: string, password = name): Promise<string> {
  if (![name, password].every((word) => /^[a-z][a-z0-9_]{0,62}$/.test(word)))
    throw new Error(`Not a login: ${name}`);
  await askDatabase(
    adminUrl,
    `do $$ begin create role ${name} login password '${password}';
     exception when duplicate_object or unique_violation then null; end $$`,
  );
  return Object.assign(new URL(adminUrl), { username: name, password }).href;
}
