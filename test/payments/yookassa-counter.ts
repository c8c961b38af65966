import { until } from '../support/until.js';
import { secretKey, serveYookassa, shopId, type Served } from '../sandbox/yookassa/serve.js';
import type { Counter } from './contract.js';

/** Settings that reach the emulated YooKassa. */
export const settingsOf = (served: Served, change: Record<string, string> = {}) => ({
  YOOKASSA_SHOP_ID: shopId,
  YOOKASSA_SECRET_KEY: secretKey,
  YOOKASSA_API_URL: `${served.apiUrl}/`,
  ...change,
});

export async function yookassaCounter(): Promise<Counter> {
  const served = await serveYookassa();
  return {
    settings: settingsOf(served),
    pays: (id) => void served.sandbox.pay(id),
    close: () => served.close(),
    async delivery(id) {
      const told = () => served.shop.raw.find((body) => body.includes(`"id":"${id}"`));
      await until(() => told() !== undefined);
      return { raw: Buffer.from(told() ?? ''), headers: {}, ip: '::ffff:185.71.76.1' };
    },
  };
}
