import { InvalidArgumentError, type Command } from 'commander';
import type { Db } from '../../db/db.js';
import { migrate, migrateDown } from '../../db/migrate.js';
import { admit } from '../../db/roles.js';
import { Never } from '../../domain/errors.js';
import { scrub } from '../../scrub.js';
import { seedCrowd } from '../../../seeds/crowd.js';
import { seed } from '../../../seeds/goods.js';
import { goodsOf } from './goods-of.js';
import { inShop } from './shop.js';

interface Crowd {
  readonly users?: number;
}

export function addDatabase(program: Command): void {
  program
    .command('migrate')
    .description('brings the tables up to this build, as DATABASE_OWNER_URL; safe to run twice and at once')
    .action(
      inShop(async ({ db, config, print }) => {
        const names = await asOwner(migrate(db.knex));
        if (config.DATABASE_OWNER_URL) await admitApplication(db, config.DATABASE_URL);
        print(names, names.length > 0 ? `migrated: ${names.join(', ')}` : 'the tables are up to date');
      }, 'owner'),
    );
  program
    .command('migrate:down')
    .description('takes the last migration back, one step, as DATABASE_OWNER_URL')
    .option('--lose-data', 'also where people paid or were given something: what the step drops is gone')
    .action(
      inShop(async ({ db, print }, { loseData = false }: { loseData?: boolean }) => {
        const names = await asOwner(migrateDown(db.knex, { mayLoseData: loseData }));
        print(names, names.length > 0 ? `taken back: ${names.join(', ')}` : 'there is nothing to take back');
      }, 'owner'),
    );
  program
    .command('seed')
    .description('writes the panel and the plans from the settings; a changed price is a new version')
    .option(
      '--users <number>',
      'fills an empty shop with people and what they bought, to measure with',
      people,
    )
    .action((options: Crowd, command: Command) =>
      inShop(
        async ({ db, config, print }, { users }: Crowd) => {
          await seed(db, goodsOf(config));
          const onSale = await db.plans.onOffer();
          if (users === undefined) return print(onSale, said(onSale.length, config.tariff.trial !== null));
          const made = await seedCrowd(db, users, console.error);
          print(
            { users, made },
            `a crowd of ${users} ${made ? 'is in the shop now' : 'was in the shop already'}`,
          );
        },
        options.users === undefined ? 'app' : 'owner',
      )(options, command),
    );
}

const people = (text: string): number => {
  const number = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 10_000_000) return number;
  throw new InvalidArgumentError('a whole number from 1 to 10000000 is expected, like 1000000');
};

async function asOwner<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === '42501')) throw error;
    throw new Never(
      'migrate.not_owner',
      'this login may not change the tables: set DATABASE_OWNER_URL for this command, the address with their owner ' +
        `(${scrub(error).slice(-100)})`,
    );
  }
}

/** The migrations say what its role may do; who it is stands in DATABASE_URL. */
async function admitApplication({ knex }: Db, url: string): Promise<void> {
  const login = decodeURIComponent(new URL(url).username);
  try {
    await admit(knex, login);
  } catch (error) {
    throw new Never(
      'migrate.application',
      'the tables are up to date, but the login of DATABASE_URL may not use them: make it, then as an administrator of ' +
        `the server run "grant getpro_app to ${login}" (${scrub(error).slice(-100)})`,
    );
  }
}

const said = (plans: number, hasTrial: boolean): string =>
  `on sale: ${plans} ${plans === 1 ? 'plan' : 'plans'}${hasTrial ? ', and a trial' : ''}` +
  (plans === 0 ? '; set a price, like RUB_PRICE_1_MONTH=199, and run it again' : '');
