import { made } from '../../src/main/demo/environment.js';
import type { Shop } from '../../test/e2e/support/shop.js';
import { tell } from '../../test/e2e/support/buyer.js';
import { until } from '../../test/support/until.js';

/** Calls the emulated Bot API as the bot would. */
export async function asBot(shop: Shop, method: string, params: object): Promise<unknown> {
  const answer = await fetch(`${shop.sandbox.url}/telegram/bot${made.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
  const { result, description } = (await answer.json()) as { result?: unknown; description?: string };
  if (!answer.ok) throw new Error(`${method}: ${description}`);
  return result;
}

/** Waits until the fleet has told Telegram of itself, and takes Telegram's limits away: what is measured is ours. */
export async function settled(shop: Shop): Promise<void> {
  const isSet = async () => ((await asBot(shop, 'getWebhookInfo', {})) as { url: string }).url !== '';
  await until(isSet, 30_000, 'the fleet set no webhook');
  await tell(shop, '/control/telegram/settings', { limits: false });
}

/** Runs the work for each of these, so many at a time. */
export async function forEach<T>(
  all: readonly T[],
  atOnce: number,
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  const left = all.values();
  const go = async (): Promise<void> => {
    for (const one of left) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, go));
}
