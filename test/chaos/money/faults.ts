import { tell } from '../../e2e/support/buyer.js';
import { faults, type Scene } from '../faults.js';
import type { MoneyMarket } from './market.js';

/** What goes wrong at one provider as at any other. */
const alike: Readonly<Record<string, object>> = {
  'provider 500': { kind: '500', times: 3 },
  'provider slow': { kind: 'slow', ms: 2_000, times: 2 },
  'provider lost': { kind: 'lost', times: 1 },
  'provider 429': { kind: '429', times: 2 },
};

/** The same things break as in the pipeline; what breaks at a provider does so at one of them, by luck. */
export const strikeAt =
  (scene: Scene, market: MoneyMarket) =>
  async (name: string): Promise<unknown> => {
    const fault = alike[name];
    if (!fault) return faults[name]!(scene);
    const { provider } = scene.random.pick(market.counters.filter((counter) => counter.provider !== 'stars'));
    return tell(scene.shop, `/control/${provider}/faults`, fault);
  };
