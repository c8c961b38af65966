import { EventEmitter } from 'node:events';
import { request } from '../../src/http.js';
import { createPanels, type Panels } from '../../src/panels/registry.js';
import { createPayments, type Payments } from '../../src/payments/registry.js';
import { emulatedEnvironment } from '../../src/sandbox/emulators.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import type { Telegram } from '../../src/telegram/telegram.js';
import { botToken, telegramAt } from './scope.js';
import { tools } from './tools.js';

export const shopId = '100500';
export const shopKey = 'test_shop_key_of_the_tests';
const panelToken = 'panel-token-of-the-tests';
export const panelSecret = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** The outside: Telegram, a panel and YooKassa, emulated, and the real adapters that speak to them. */
export interface World {
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly payments: Payments;
  readonly panels: Panels;
  readonly telegram: Telegram;
  /** A request to a control API (/control/telegram, /control/remnawave, /control/yookassa); answers its JSON, null without one. */
  readonly control: (method: string, path: string, json?: unknown) => Promise<unknown>;
}

/** A new world before every test, one at a time. Call inside a `describe`; ask for it inside a test. */
export function useWorld(their = tools): () => World {
  let world: World | undefined;
  beforeEach(async () => {
    world = await startWorld(their);
  });
  afterEach(() => world?.sandbox.close());
  return () => {
    if (!world) throw new Error('ask for the world inside a test');
    return world;
  };
}

export async function startWorld(their = tools): Promise<World> {
  const sandbox = await startSandbox({
    port: 0,
    token: botToken,
    limits: false,
    panel: { token: panelToken, webhookSecret: panelSecret },
    yookassa: { shopId, secretKey: shopKey },
    info: () => ({}),
    jobs: new EventEmitter(),
  });
  const { url } = sandbox;
  return {
    url,
    sandbox,
    payments: createPayments(
      {
        YOOKASSA_SHOP_ID: shopId,
        YOOKASSA_SECRET_KEY: shopKey,
        YOOKASSA_API_URL: `${url}/yookassa/v3`,
        YOOKASSA_RETURN_URL: 'https://t.me/shop_bot',
        YOOKASSA_ALLOWED_NETWORKS: 'any',
        YOOKASSA_AUTOPAYMENTS_ENABLED: 'true',
        ...emulatedEnvironment(url),
        BOT_TOKEN: botToken,
        TELEGRAM_API_ROOT: `${url}/telegram`,
      },
      their,
    ),
    panels: createPanels(
      { PANEL_API_URL: `${url}/remnawave`, PANEL_API_KEY: panelToken, PANEL_WEBHOOK_SECRET: panelSecret },
      request,
    ),
    telegram: telegramAt(`${url}/telegram`),
    async control(method, path, json) {
      const response = await fetch(`${url}/control${path}`, {
        method,
        ...(json !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(json),
        }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status} ${text}`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}
