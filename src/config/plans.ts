import { z } from 'zod';
import { trafficStrategies, type PlanLimits } from '../domain/access.js';
import { money, parseMoney, type Money } from '../domain/money.js';
import { choice, decimal, flag, list, text, whole } from './fields.js';

/** The first generation's periods, as its variables spell them. */
const periods = { 1: '1_MONTH', 3: '3_MONTHS', 6: '6_MONTHS', 12: '12_MONTHS' } as const;

const rubles = () => whole(1, 1_000_000, ' of rubles');
const enabled = (period: string) =>
  flag()
    .default(true)
    .meta({
      about: `Sells this period. PLAN_${period}_ENABLED is the same, for shells and systemd`,
      example: 'true',
    });
const price = (period: string, example: string) =>
  rubles()
    .optional()
    .meta({ about: `Price of ${period} in whole rubles; not sold without one`, example });
/** For whoever pays in another currency: these seed the plans, too. */
const inStars = (period: string, example: string) =>
  whole(1, 100_000, ' of stars')
    .optional()
    .meta({ about: `Price of ${period} in Telegram Stars; not sold for them without one`, example });
const decimalPrice = (period: string, currency: 'USD' | 'EUR', example: string) =>
  text(/^(?!0*(\.0*)?$)\d{1,6}(\.\d{1,2})?$/, `an amount of ${currency} above 0, like ${example}`)
    .transform((given) => parseMoney(given, currency))
    .optional()
    .meta({ about: `Price of ${period} in ${currency}, for providers that take it`, example });
const uuid = (expected: string) => text(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, expected);
const squads = 'ids of squads of the panel, separated by commas';

export const plans = z.object({
  '1_MONTH_ENABLED': enabled('1_MONTH'),
  '3_MONTHS_ENABLED': enabled('3_MONTHS'),
  '6_MONTHS_ENABLED': enabled('6_MONTHS'),
  '12_MONTHS_ENABLED': enabled('12_MONTHS'),
  RUB_PRICE_1_MONTH: price('1 month', '199'),
  RUB_PRICE_3_MONTHS: price('3 months', '499'),
  RUB_PRICE_6_MONTHS: price('6 months', '899'),
  RUB_PRICE_12_MONTHS: price('12 months', '1499'),
  STARS_PRICE_1_MONTH: inStars('1 month', '150'),
  STARS_PRICE_3_MONTHS: inStars('3 months', '375'),
  STARS_PRICE_6_MONTHS: inStars('6 months', '675'),
  STARS_PRICE_12_MONTHS: inStars('12 months', '1125'),
  USD_PRICE_1_MONTH: decimalPrice('1 month', 'USD', '2.49'),
  USD_PRICE_3_MONTHS: decimalPrice('3 months', 'USD', '5.99'),
  USD_PRICE_6_MONTHS: decimalPrice('6 months', 'USD', '10.99'),
  USD_PRICE_12_MONTHS: decimalPrice('12 months', 'USD', '17.99'),
  EUR_PRICE_1_MONTH: decimalPrice('1 month', 'EUR', '2.29'),
  EUR_PRICE_3_MONTHS: decimalPrice('3 months', 'EUR', '5.49'),
  EUR_PRICE_6_MONTHS: decimalPrice('6 months', 'EUR', '9.99'),
  EUR_PRICE_12_MONTHS: decimalPrice('12 months', 'EUR', '16.49'),
  TRIAL_ENABLED: flag().default(true).meta({ about: 'Offers a trial', example: 'true' }),
  TRIAL_DURATION_DAYS: whole(1, 365).default(3).meta({ about: 'How long a trial lasts', example: '3' }),
  TRIAL_TRAFFIC_LIMIT_GB: decimal(0, 1_000_000)
    .default(5)
    .meta({ about: 'Traffic of a trial in GiB; 0 is unlimited', example: '5' }),
  USER_TRAFFIC_LIMIT_GB: decimal(0, 1_000_000)
    .default(0)
    .meta({ about: 'Traffic of a plan in GiB; 0 is unlimited', example: '0' }),
  USER_TRAFFIC_STRATEGY: choice(trafficStrategies)
    .default('NO_RESET')
    .meta({ about: 'When the panel resets what was used', example: 'NO_RESET' }),
  USER_HWID_DEVICE_LIMIT: whole(0, 1_000)
    .optional()
    .meta({ about: 'Devices of a plan; 0 is unlimited, absent is the panel’s own setting', example: '5' }),
  USER_SQUAD_UUIDS: list(uuid(squads), squads)
    .default([])
    .meta({ about: 'Squads of the panel that buyers join', example: '11111111-2222-4333-8444-555555555555' }),
  USER_EXTERNAL_SQUAD_UUID: uuid('the id of a squad of the panel')
    .optional()
    .meta({ about: 'External squad of the panel', example: '11111111-2222-4333-8444-555555555555' }),
});

/** What the settings say is sold. They seed the tables; after that the tables count. */
export interface Tariff {
  readonly plans: readonly {
    readonly months: number;
    readonly priceMinor: bigint;
    /** The same in other currencies. */
    readonly also: readonly Money[];
  }[];
  readonly trial: { readonly days: number; readonly trafficLimitBytes: bigint } | null;
  readonly limits: PlanLimits;
}

export function tariffOf(given: z.output<typeof plans>): Tariff {
  const sold = Object.entries(periods).flatMap(([months, name]) => {
    const cost = given[`RUB_PRICE_${name}`];
    return given[`${name}_ENABLED`] && cost !== undefined
      ? [{ months: Number(months), priceMinor: BigInt(cost) * 100n, also: alsoOf(given, name) }]
      : [];
  });
  return {
    plans: sold,
    trial: given.TRIAL_ENABLED
      ? { days: given.TRIAL_DURATION_DAYS, trafficLimitBytes: bytes(given.TRIAL_TRAFFIC_LIMIT_GB) }
      : null,
    limits: {
      trafficLimitBytes: bytes(given.USER_TRAFFIC_LIMIT_GB),
      trafficStrategy: given.USER_TRAFFIC_STRATEGY,
      deviceLimit: given.USER_HWID_DEVICE_LIMIT ?? null,
      squads: given.USER_SQUAD_UUIDS,
      externalSquad: given.USER_EXTERNAL_SQUAD_UUID ?? null,
    },
  };
}

function alsoOf(given: z.output<typeof plans>, name: (typeof periods)[keyof typeof periods]): Money[] {
  const stars = given[`STARS_PRICE_${name}`];
  const others = [given[`USD_PRICE_${name}`], given[`EUR_PRICE_${name}`]];
  const inOwn = stars === undefined ? undefined : money(BigInt(stars), 'XTR');
  return [...others, inOwn].filter((each) => each !== undefined);
}

/** The variables say GB and mean GiB, as in the first generation. */
const bytes = (gib: number): bigint => BigInt(Math.round(gib * 2 ** 30));

export const topup = z.object({
  TOPUP_MIN_RUB: rubles().default(50).meta({ about: 'Smallest top-up of a balance', example: '50' }),
  TOPUP_MAX_RUB: rubles().default(15_000).meta({ about: 'Largest top-up of a balance', example: '15000' }),
  TOPUP_PRESETS_RUB: list(rubles(), 'whole rubles, separated by commas')
    .default([100, 300, 500, 1_000])
    .meta({ about: 'Amounts on buttons', example: '100,300,500,1000' }),
});

export interface Topup {
  readonly minMinor: bigint;
  readonly maxMinor: bigint;
  readonly presetsMinor: readonly bigint[];
}

export const topupOf = (given: z.output<typeof topup>): Topup => ({
  minMinor: BigInt(given.TOPUP_MIN_RUB) * 100n,
  maxMinor: BigInt(given.TOPUP_MAX_RUB) * 100n,
  presetsMinor: given.TOPUP_PRESETS_RUB.map((rub) => BigInt(rub) * 100n),
});
