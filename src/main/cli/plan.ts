import type { Command } from 'commander';
import { z } from 'zod';
import { trafficStrategies } from '../../domain/access.js';
import { changeVersions } from './change-versions.js';
import {
  gibibytes,
  otherPrices,
  pricesOf,
  read,
  rubles,
  shownPrices,
  whole,
  withOtherPrices,
} from './goods.js';
import { isOfSettings, ofSettings, replacePlan, sellPlan } from './plan-versions.js';
import { Misuse } from './misuse.js';
import { actor, inShop, type Shop } from './shop.js';

const slug = z
  .string()
  .regex(/^[a-z0-9-]{1,20}$/, { error: '1 to 20 small letters, digits and - are expected, like premium' })
  .refine((text) => !isOfSettings(text), { error: ofSettings });
const titleError = { error: 'a title of 1 to 40 characters is expected' };
const title = z.string().trim().min(1, titleError).max(40, titleError).optional();
const options = otherPrices.extend({
  price: rubles,
  titleRu: title,
  titleEn: title,
  months: whole(0, 36).default(1),
  days: whole(0, 365).default(0),
  traffic: gibibytes(0).default(0n),
  strategy: z
    .enum(trafficStrategies, { error: `one of ${trafficStrategies.join(', ')} is expected` })
    .default('NO_RESET'),
  keepTraffic: z.boolean().default(false),
  devices: whole(0, 1_000).optional(),
  squads: z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.uuid({ error: 'ids of squads are expected, separated by commas' })))
    .optional(),
});

export function addPlan(program: Command): void {
  const plan = program.command('plan').description('plans beside those of the settings');
  plan.command('list').description('what is on sale').action(inShop(list));
  withOtherPrices(plan.command('add'))
    .description('sells a plan for a term; the same plan and term again is a new version')
    .argument('<plan>', 'its short name, like premium')
    .requiredOption('--price <rubles>', 'like 398 or 398.50')
    .option('--months <number>', 'of the term; 1 without it')
    .option('--days <number>', 'of the term, on top of the months')
    .option('--title-ru <title>', 'what people read in Russian')
    .option('--title-en <title>', 'and in English')
    .option('--traffic <GiB>', '0, and without it, is unlimited')
    .option('--strategy <strategy>', `when the panel counts anew: ${trafficStrategies.join(', ')}`)
    .option('--keep-traffic', 'a renewal adds its traffic to what is left')
    .option('--devices <number>', "0 is unlimited; without it the panel's own setting")
    .option('--squads <ids>', "without it those of the plan's newest version, or of the standard plan")
    .action(inShop(add));
  changeVersions(plan, replacePlan);
}

async function list({ db, print }: Shop): Promise<void> {
  const sold = await db.plans.onOfferWithPrices();
  print(
    sold.map(
      ({ id: version, slug: plan, months, days, prices, deviceLimit, trafficLimitBytes, keepsTraffic }) => ({
        version,
        plan,
        months,
        days,
        prices: shownPrices(prices),
        deviceLimit,
        trafficLimitBytes,
        keepsTraffic,
      }),
    ),
  );
}

async function add({ db, print }: Shop, name: string, given: object): Promise<void> {
  const of = read(slug, name, '<plan>');
  const {
    titleRu,
    titleEn,
    months,
    days,
    price,
    traffic,
    strategy,
    keepTraffic,
    devices,
    squads,
    ...others
  } = read(options, given);
  if (months + days === 0)
    throw new Misuse('plan.term', '--months, --days: a term of at least a day is expected');
  if (keepTraffic && (traffic === 0n || strategy !== 'NO_RESET'))
    throw new Misuse('plan.keep', '--keep-traffic: a limit in --traffic that nothing resets is expected');
  const version = await sellPlan(
    db,
    {
      slug: of,
      titles: { ...(titleRu && { titleRu }), ...(titleEn && { titleEn }) },
      months,
      days,
      price,
      also: pricesOf(others),
      trafficLimitBytes: traffic,
      trafficStrategy: strategy,
      keepsTraffic: keepTraffic,
      deviceLimit: devices ?? null,
      squads,
    },
    actor(),
  );
  print({ version }, `version ${version} of ${of} is on sale`);
}
