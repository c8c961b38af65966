import { unsown } from '../../../seeds/goods.js';
import { periodName } from '../../../seeds/versions.js';
import type { Http } from '../../http.js';
import { createPanels } from '../../panels/registry.js';
import type { Provider } from '../../payments/provider.js';
import { createPayments, offered } from '../../payments/registry.js';
import { Remark, type Examination } from './examination.js';
import { goodsOf } from './goods-of.js';
import { sentenceOf } from './sentence.js';
import type { Shop } from './shop.js';

/** A month for more than this was probably priced in kopeks. */
const suspiciousMinor = 500_000n;

/** What is sold, who takes the money, and who serves what was bought. */
export const goods = (shop: Shop, http: Http): Examination[] => [
  ...prices(shop),
  ...providers(shop, http),
  ...panels(shop, http),
];

const refuse = async (why: string): Promise<never> => {
  throw new Error(why);
};

function prices({ config, db }: Shop): Examination[] {
  const { plans } = config.tariff;
  if (plans.length === 0) {
    const remedy = 'set a price, like RUB_PRICE_1_MONTH=199, and run `npm run seed`';
    return [['prices', () => refuse(`nothing is on sale: ${remedy}`)]];
  }
  const sold: Examination = ['goods of the settings', () => lookAtSold(db, config)];
  const each = plans.map(({ months, priceMinor }): Examination => [
    `price of ${periodName({ months })}`,
    async () => {
      const rubles = `${priceMinor / 100n} rubles`;
      if (priceMinor / BigInt(months) <= suspiciousMinor) return rubles;
      return refuse(`${rubles}: prices are whole rubles, not kopeks; set a smaller one`);
    },
  ]);
  return [sold, ...each];
}

/** Settings of goods fill tables, and the fleet reads the tables. */
async function lookAtSold(db: Shop['db'], config: Shop['config']): Promise<string> {
  const differing = await unsown(db, goodsOf(config));
  if (differing.length === 0) return 'are what is sold';
  throw new Remark(
    `${differing.join(', ')}: not as the settings say; \`npm run seed\` makes it so (what the command line changed, too)`,
  );
}

function providers({ config, db }: Shop, http: Http): Examination[] {
  const payments = createPayments(config.payments, {
    http,
    next: db.next,
    publicUrl: config.WEBHOOK_BASE_URL ?? null,
  });
  const priced = new Set(
    config.tariff.plans.flatMap(({ also }) => ['RUB', ...also.map(({ currency }) => currency)]),
  );
  const sells = ({ limits }: Provider): boolean => Object.keys(limits).some((each) => priced.has(each));
  // Another way to pay is enough, beside the balance, which has to be filled first.
  const canPay = offered(payments).some(([name, provider]) => name !== 'balance' && sells(provider));
  const hidden = async (why: string): Promise<string> =>
    canPay ? `not offered: ${why}` : refuse(`nobody can pay: ${why}`);
  const { known, notOffered } = payments;
  const probed = [...known].map(([name, provider]): Examination => [
    `payments by ${name}`,
    async () => {
      await provider.probe?.(call());
      const takes = Object.keys(provider.limits).join(', ');
      const why = notOffered.get(name);
      if (why !== undefined) return hidden(`${why}; what was begun there goes on`);
      return sells(provider) ? 'offered' : `ready, but no plan of the settings has a price in ${takes}`;
    },
  ]);
  const absent = [...notOffered].filter(([name]) => !known.has(name));
  return [...probed, ...absent.map(([name, why]): Examination => [`payments by ${name}`, () => hidden(why)])];
}

const call = () => ({ signal: AbortSignal.timeout(8_000), subject: 'doctor' });

function panels({ config }: Shop, http: Http): Examination[] {
  const created = [...createPanels(config.panels, http)];
  if (created.length === 0)
    return [['panel', () => refuse('none serves what is bought: set PANEL_API_URL and PANEL_API_KEY')]];
  return created.map(([kind, panel]) => [
    `panel ${kind}`,
    async () => {
      const { version } = await panel
        .health(call())
        .catch((error: unknown) => refuse(`${sentenceOf(error)}; look at PANEL_API_URL and PANEL_API_KEY`));
      const lacking = await panel.lacking(config.tariff.limits.squads, call());
      if (lacking.length > 0) return refuse(`it has no squad ${lacking.join(', ')}: mend USER_SQUAD_UUIDS`);
      return `version ${version}, and it has our squads`;
    },
  ]);
}
