import type { Bench } from './bench.js';
import { checkout } from './checkout.js';
import { pipeline } from './pipeline.js';
import { promo } from './promo.js';
import { provision } from './provision.js';
import { replies } from './replies.js';
import { updates } from './updates.js';
import { webhooks } from './webhooks.js';

/** In the order of `all`. */
export const benches: Readonly<Record<string, Bench>> = {
  updates,
  webhooks,
  replies,
  pipeline,
  provision,
  promo,
  checkout,
};
