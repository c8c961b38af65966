import { InvalidArgumentError, type Command } from 'commander';
import { migrate, migrateDown } from '../../db/migrate.js';
import { seedCrowd } from '../../../seeds/crowd.js';
import { seed } from '../../../seeds/goods.js';
import { inShop } from './shop.js';

export function addDatabase(program: Command): void {
  program
    .command('migrate')
    .description('brings the tables up to this build; safe to run twice and at once')
    .action(
      inShop(async ({ db, print }) => {
        const names = await migrate(db.knex);
        print(names, names.length > 0 ? `migrated: ${names.join(', ')}` : 'the tables are up to date');
      }, 'owner'),
    );
  program
    .command('migrate:down')
    .description('takes the last batch of migrations back')
    .action(
      inShop(async ({ db, print }) => {
        const names = await migrateDown(db.knex);
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
    .action((options: { users?: number }, command: Command) =>
      inShop(
        async ({ db, config, print }, users: number | undefined) => {
          const { plans, trial, limits } = config.tariff;
          await seed(db, { panelKind: 'remnawave', plans, trial, limits });
          const onSale = await db.plans.onOffer();
          if (users === undefined)
            return print(onSale, `on sale: ${onSale.length} plans${trial ? ', and a trial' : ''}`);
          const made = await seedCrowd(db, users, console.error);
          print(
            { users, made },
            `a crowd of ${users} ${made ? 'is in the shop now' : 'was in the shop already'}`,
          );
        },
        options.users === undefined ? 'app' : 'owner',
      )(options.users, options, command),
    );
}

const people = (text: string): number => {
  const number = /^\d{1,8}$/.test(text) ? Number(text) : 0;
  if (number >= 1 && number <= 10_000_000) return number;
  throw new InvalidArgumentError('a whole number from 1 to 10000000 is expected, like 1000000');
};
