import { request, type Http } from '../../src/http.js';
import type { Tools } from '../../src/payments/tools.js';

let last = 0n;

/** What a provider is handed, for one process: its numbers grow as those of the database do. */
export const toolsWith = (http: Http): Tools => ({
  http,
  next: () => {
    const now = BigInt(Date.now());
    last = now > last ? now : last + 1n;
    return Promise.resolve(last);
  },
  publicUrl: 'https://shop.example',
});

export const tools = toolsWith(request);
