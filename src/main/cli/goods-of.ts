import type { Goods } from '../../../seeds/goods.js';
import type { Config } from '../../config/config.js';

/** What the settings have for sale, with all rules that come with it. */
export const goodsOf = ({
  tariff,
  referral,
  expiry,
}: Pick<Config, 'tariff' | 'referral' | 'expiry'>): Goods => ({
  panelKind: 'remnawave',
  plans: tariff.plans,
  trial: tariff.trial,
  limits: tariff.limits,
  referral,
  expiry,
});
