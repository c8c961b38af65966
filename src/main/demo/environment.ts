import { emulatedEnvironment } from '../../sandbox/emulators.js';
import { defaultSquad } from '../../sandbox/remnawave/state.js';
import type { Ports } from './addresses.js';

/** Made up, and worth nothing outside the sandbox. */
export const made = {
  token: '7000000001:AAsandboxSandboxSandboxSandboxSandbox',
  username: 'getpro_demo_bot',
  panelToken: 'sandbox-panel-token-0123456789',
  panelSecret: 'sandboxpanelwebhooksecret0123456789abcdef',
  shopId: '100500',
  shopKey: 'test_sandbox_shop_key_0123456789',
  board: { username: 'demo', password: 'look-at-the-jobs' },
  operatorId: '1000',
  channelId: '-1001000000001',
} as const;

/** Who is there from the start; the last one runs the shop. */
export const people = [
  { id: 1001, first_name: 'Вера', username: 'vera', language_code: 'ru' },
  { id: 1002, first_name: 'John', username: 'john', language_code: 'en' },
  { id: Number(made.operatorId), first_name: 'Оператор', username: 'operator', language_code: 'ru' },
] as const;

/** A shop that only members of a channel may use; its page is where the sandbox's people join it. */
export const channelEnvironment = ({ sandbox }: Ports): Record<string, string> => ({
  REQUIRED_CHANNEL_ID: made.channelId,
  REQUIRED_CHANNEL_LINK: `http://127.0.0.1:${sandbox}/control/telegram/channels/${made.channelId}`,
});

/** The settings of a shop whose outside world is the sandbox; only base URLs differ from a real one. */
export function demoEnvironment(
  ports: Ports,
  stores: { readonly databaseUrl: string; readonly redisUrl: string },
): Record<string, string> {
  const sandbox = `http://127.0.0.1:${ports.sandbox}`;
  return {
    USER_SQUAD_UUIDS: defaultSquad,
    NODE_ENV: 'production',
    DATABASE_URL: stores.databaseUrl,
    REDIS_URL: stores.redisUrl,
    BOT_TOKEN: made.token,
    ADMIN_IDS: made.operatorId,
    TELEGRAM_API_ROOT: `${sandbox}/telegram`,
    WEBHOOK_BASE_URL: `http://127.0.0.1:${ports.edge}`,
    BOT_SERVER_PORT: String(ports.bot),
    WEB_SERVER_HOST: '127.0.0.1',
    WEB_SERVER_PORT: String(ports.web),
    TRUSTED_PROXIES: '127.0.0.1',
    BOARD_USERNAME: made.board.username,
    BOARD_PASSWORD: made.board.password,
    PANEL_API_URL: `${sandbox}/remnawave`,
    PANEL_API_KEY: made.panelToken,
    PANEL_WEBHOOK_SECRET: made.panelSecret,
    YOOKASSA_SHOP_ID: made.shopId,
    YOOKASSA_SECRET_KEY: made.shopKey,
    YOOKASSA_API_URL: `${sandbox}/yookassa/v3`,
    YOOKASSA_RETURN_URL: sandbox,
    YOOKASSA_ALLOWED_NETWORKS: '127.0.0.1/32',
    YOOKASSA_DEFAULT_RECEIPT_EMAIL: 'receipts@shop.example',
    ...emulatedEnvironment(sandbox),
    RUB_PRICE_1_MONTH: '199',
    RUB_PRICE_3_MONTHS: '499',
    RUB_PRICE_6_MONTHS: '899',
    RUB_PRICE_12_MONTHS: '1499',
    STARS_PRICE_1_MONTH: '150',
    STARS_PRICE_3_MONTHS: '375',
    USD_PRICE_1_MONTH: '2.49',
    EUR_PRICE_1_MONTH: '2.29',
    USER_HWID_DEVICE_LIMIT: '5',
    SUPPORT_LINK: 'https://t.me/getpro_support',
    TERMS_OF_SERVICE_URL: 'https://shop.example/terms',
    SERVER_STATUS_URL: 'https://status.shop.example',
    LOG_LEVEL: 'info',
  };
}
