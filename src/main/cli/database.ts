import type { Command } from 'commander';
import { migrate, migrateDown } from '../../db/migrate.js';
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
    .action(
      inShop(async ({ db, config, print }) => {
        const { plans, trial, limits } = config.tariff;
        await seed(db, { panelKind: 'remnawave', plans, trial, limits });
        const onSale = await db.plans.onOffer();
        print(onSale, `on sale: ${onSale.length} plans${trial ? ', and a trial' : ''}`);
      }),
    );
}
