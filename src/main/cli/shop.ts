import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { loadConfig, type Config } from '../../config/config.js';
import { secretsOf } from '../../config/secrets.js';
import { createDb, type Db } from '../../db/db.js';
import { keepSecret } from '../../scrub.js';
import { columns, list } from './columns.js';

export interface Shop {
  readonly config: Config;
  readonly db: Db;
  /** Prints what a command found: a table or a sentence for people, one JSON value for scripts. */
  readonly print: (value: unknown, sentence?: string) => void;
}

/**
 * Runs a command with the shop's settings and its database; migrations may run as the owner of the tables. The work gets
 * the arguments of the command, and then its options.
 */
export const inShop =
  <Args extends unknown[]>(work: (shop: Shop, ...args: Args) => Promise<void>, as: 'app' | 'owner' = 'app') =>
  async (...given: unknown[]): Promise<void> => {
    const command = given.at(-1) as Command;
    const args = given.slice(0, -1) as Args;
    const config = loadConfig();
    keepSecret(secretsOf(config));
    const url = as === 'owner' ? (config.DATABASE_OWNER_URL ?? config.DATABASE_URL) : config.DATABASE_URL;
    const db = createDb(url, 2);
    try {
      await work({ config, db, print: printer(Boolean(command.optsWithGlobals()['json'])) }, ...args);
    } finally {
      await db.close();
    }
  };

const printer =
  (json: boolean) =>
  (value: unknown, sentence?: string): void => {
    const plain: unknown = JSON.parse(
      JSON.stringify(value, (_key, part) => (typeof part === 'bigint' ? String(part) : part)),
    );
    if (json) console.log(JSON.stringify(plain));
    else if (sentence !== undefined) console.log(sentence);
    else console.log(shown(plain));
  };

function shown(plain: unknown): string {
  if (!Array.isArray(plain)) return typeof plain === 'object' && plain ? list(plain) : String(plain);
  return plain.length === 0 ? 'nothing' : columns(plain);
}

/** Who acts, for the audit trail: the operator's account on this machine. */
export const actor = (): string => `cli:${userInfo().username}`;
