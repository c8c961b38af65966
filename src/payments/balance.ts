import { z } from 'zod';
import { currencies } from '../domain/money.js';
import { defineProvider } from './provider.js';

/** The largest amount that our tables hold. */
const max = 2n ** 63n - 1n;

/** A person's own balance with us. Nobody outside is called: the purchase's own transaction pays. */
export const balance = defineProvider({
  id: 'balance',
  settings: z.object({}),

  create: () => ({
    limits: Object.fromEntries(currencies.map((currency) => [currency, { min: 1n, max }])),
    createIdempotency: 'key',
    asksAgain: false,
  }),
});
