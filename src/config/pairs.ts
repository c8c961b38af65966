import type { Given } from './environment.js';
import { shown, type Fault } from './fault.js';
import { topup } from './plans.js';

/** What each variable alone cannot get wrong. Judged on what is given, so that it is told together with the rest. */
export function faultyPairs(given: Given): Fault[] {
  return [
    ...placeholders(given),
    ...together(given, 'BOARD_USERNAME', 'BOARD_PASSWORD'),
    ...webhookMode(given),
    ...limits(given),
    ...oneRedis(given),
  ];
}

/** A copy of `.env.example` that nobody filled in would be a shop with a password that everybody knows. */
const placeholders = (given: Given): Fault[] =>
  Object.entries(given)
    .filter(([, value]) => value?.includes('CHANGEME'))
    .map(([name]) => ({ name, found: 'the placeholder of .env.example', expected: 'a value of your own' }));

function together(given: Given, one: string, other: string): Fault[] {
  if ((given[one] === undefined) === (given[other] === undefined)) return [];
  const missing = given[one] === undefined ? one : other;
  return [{ name: missing, found: 'nothing', expected: `${one} and ${other} both or neither` }];
}

function webhookMode({ TELEGRAM_MODE, WEBHOOK_BASE_URL }: Given): Fault[] {
  if (TELEGRAM_MODE !== 'webhook' || WEBHOOK_BASE_URL !== undefined) return [];
  const expected = 'the address at which Telegram reaches us, since TELEGRAM_MODE is webhook';
  return [{ name: 'WEBHOOK_BASE_URL', found: 'nothing', expected, example: 'https://shop.example.com' }];
}

function oneRedis({ REDIS_URL, REDIS_SENTINELS, REDIS_CLUSTER_NODES }: Given): Fault[] {
  if (REDIS_CLUSTER_NODES === undefined) return [];
  const name = 'REDIS_CLUSTER_NODES';
  if (REDIS_SENTINELS !== undefined) {
    return [
      {
        name,
        found: 'REDIS_SENTINELS beside it',
        expected: 'one of them: a Redis is a cluster or watched; an empty line is none',
        example: '',
      },
    ];
  }
  if (!/\/[1-9]\d*$/.test(REDIS_URL ?? '')) return [];
  return [
    { name: 'REDIS_URL', found: 'a numbered database', expected: 'database 0: a Redis Cluster has no other' },
  ];
}

function limits(given: Given): Fault[] {
  const min = topup.shape.TOPUP_MIN_RUB.safeParse(given['TOPUP_MIN_RUB']).data;
  const max = topup.shape.TOPUP_MAX_RUB.safeParse(given['TOPUP_MAX_RUB']).data;
  const presets = topup.shape.TOPUP_PRESETS_RUB.safeParse(given['TOPUP_PRESETS_RUB']).data;
  if (min === undefined || max === undefined) return [];
  if (min > max) {
    const expected = `at least TOPUP_MIN_RUB, which is ${min}`;
    return [{ name: 'TOPUP_MAX_RUB', found: shown(String(max), false), expected, example: '15000' }];
  }
  const outside =
    given['TOPUP_PRESETS_RUB'] === undefined ? [] : presets?.filter((rub) => rub < min || rub > max);
  return (outside ?? []).slice(0, 1).map((rub) => ({
    name: 'TOPUP_PRESETS_RUB',
    found: shown(String(rub), false),
    expected: `amounts from TOPUP_MIN_RUB to TOPUP_MAX_RUB, ${min} to ${max}`,
    example: '100,300,500,1000',
  }));
}
