import type { Db } from '../../db/db.js';
import { Never } from '../../domain/errors.js';
import { parseMoney, type Currency } from '../../domain/money.js';
import { sellAddon } from '../cli/addon-versions.js';
import { sellPlan } from '../cli/plan-versions.js';
import type { Ports } from './addresses.js';

/** So that there is nothing that a newcomer could not try; tests keep a shop of one plan. */
export const tryoutEnvironment = ({ sandbox }: Pick<Ports, 'sandbox'>): Readonly<Record<string, string>> => ({
  YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
  STRIPE_AUTOPAYMENTS_ENABLED: 'true',
  TRIBUTE_LINK_1_MONTH: `http://127.0.0.1:${sandbox}/tribute/links/1`,
  TRIBUTE_LINK_3_MONTHS: `http://127.0.0.1:${sandbox}/tribute/links/3`,
  MAX_SUBSCRIPTIONS: '3',
  TRIAL_ENABLED: 'true',
  REFERRAL_BONUS_DAYS_1_MONTH: '3',
  REFEREE_BONUS_DAYS_1_MONTH: '1',
});

const actor = 'demo';
const gib = 2n ** 30n;
const price = (decimal: string, currency: Currency = 'RUB') => parseMoney(decimal, currency);

/**
 * In somebody's shop the demo's fleet would tell a made-up panel what is owed there.
 * @throws {Never} where there are people whom no demo has met
 */
export async function refuseShop({ knex, settings }: Db): Promise<void> {
  const isNew = !(await knex.schema.hasTable('users'));
  if (isNew || (await settings.get('demo')) || !(await knex('users').first())) return;
  throw new Never(
    'demo.shop',
    'DATABASE_URL names a shop with people in it, and the demo would work for it: unset it, or name an empty database',
  );
}

/** A second plan, add-ons, a promo code and a campaign, once: what is there already stays as it was changed. */
export async function seedTryout(db: Db): Promise<void> {
  if (!(await db.settings.get('demo'))) await db.settings.set('demo', { since: new Date().toISOString() });
  const plus = await db.knex('plans').where({ slug: 'plus' }).first<object | undefined>('id');
  if (!plus) await sellPlus(db);
  const addon = await db.knex('addon_versions').first<object | undefined>('id');
  if (!addon) {
    const also = [price('50', 'XTR')];
    await sellAddon(db, { kind: 'devices', amount: 2n, price: price('99'), also }, actor);
    await sellAddon(db, { kind: 'traffic', amount: 50n * gib, price: price('79'), also }, actor);
  }
  await db
    .knex('promo_codes')
    .insert({ code: 'WELCOME', kind: 'percent', percent: 20, createdBy: actor })
    .onConflict('code')
    .ignore();
  await db
    .knex('campaigns')
    .insert({ startParam: 'summer', source: 'a channel', bonusDays: 7, createdBy: actor })
    .onConflict('startParam')
    .ignore();
}

async function sellPlus(db: Db): Promise<void> {
  const plus = {
    slug: 'plus',
    titles: { titleRu: 'Плюс', titleEn: 'Plus' },
    days: 0,
    trafficLimitBytes: 200n * gib,
    trafficStrategy: 'NO_RESET',
    keepsTraffic: true,
    deviceLimit: 10,
  } as const;
  const month = { months: 1, price: price('399'), also: [price('300', 'XTR'), price('4.99', 'USD')] };
  const quarter = { months: 3, price: price('999'), also: [price('750', 'XTR'), price('12.49', 'USD')] };
  for (const term of [month, quarter]) await sellPlan(db, { ...plus, ...term }, actor);
}

/** What to do in the chat, a line each. */
export const hints = [
  'choose John at the left        he speaks English, the others Russian; + adds somebody new',
  'write /start promo_WELCOME     a promo code: 20 % off the next purchase',
  'write /start summer            as somebody new: a campaign, 7 days in place of the trial',
  'press 🚀 Buy, 🚀 Renew         two plans, gifts, all ways to pay; YooKassa and Stripe keep the card for renewals',
  'pay a month in Tribute         as one of its people: it charges by itself, and its page says what happens next',
  'press 🔐 My subscription       more devices or traffic, auto-renewal, another subscription',
  'press 🎁 Friends               a link of one’s own: paste it below the people as another one, and buy: both get days',
] as const;
