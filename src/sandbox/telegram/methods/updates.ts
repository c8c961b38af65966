import { badRequest, conflict } from '../errors.js';
import type { Params } from '../params.js';
import type { Updates } from '../updates.js';
import type { World } from '../world.js';
import { Described, type Methods } from './method.js';

const longestPollSeconds = 50;

/** The two ways to get updates. */
export const updateMethods: Methods = {
  getUpdates(params, { settings, updates, polling }, signal) {
    if (settings.webhook) {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    readAllowed(params, updates);
    return polling.poll(
      {
        offset: params.integer('offset', 0),
        limit: params.integer('limit', 100, 1, 100),
        timeoutMs: params.integer('timeout', 0, 0, longestPollSeconds) * 1_000,
      },
      signal,
    );
  },

  setWebhook(params, world) {
    const url = params.text('url');
    if (url === '') return deleteWebhook(params, world);
    world.limits.takeWebhook();
    checkUrl(url);
    const secretToken = params.text('secret_token');
    if (secretToken.length > 256) throw badRequest('secret token is too long');
    if (!/^[A-Za-z0-9_-]*$/.test(secretToken)) {
      throw badRequest('secret token contains unallowed characters');
    }
    readAllowed(params, world.updates);
    const webhook = { url, secretToken, maxConnections: params.integer('max_connections', 40, 1, 100) };
    const drops = params.flag('drop_pending_updates');
    if (!drops && JSON.stringify(webhook) === JSON.stringify(world.settings.webhook)) {
      return new Described(true, 'Webhook is already set');
    }
    if (drops) world.updates.clear();
    world.polling.stop('terminated by setWebhook request');
    world.settings.webhook = webhook;
    world.delivery.restart();
    return new Described(true, 'Webhook was set');
  },

  deleteWebhook: (params, world) => deleteWebhook(params, world),

  getWebhookInfo(_params, { settings: { webhook }, updates, delivery: { lastError } }) {
    return {
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: updates.pending().length,
      ...(lastError ? { last_error_date: lastError.date, last_error_message: lastError.message } : {}),
      ...(webhook ? { max_connections: webhook.maxConnections } : {}),
      ...(updates.allowed.length > 0 ? { allowed_updates: updates.allowed } : {}),
    };
  },
};

function deleteWebhook(params: Params, { settings, updates, delivery }: World): Described {
  if (params.flag('drop_pending_updates')) updates.clear();
  if (!settings.webhook) return new Described(true, 'Webhook is already deleted');
  settings.webhook = null;
  delivery.restart();
  return new Described(true, 'Webhook was deleted');
}

/** A list sticks until the next one; an empty one means the usual types. */
function readAllowed(params: Params, updates: Updates): void {
  const allowed = params.json('allowed_updates');
  if (Array.isArray(allowed)) updates.allowed = allowed.map(String);
}

/** HTTPS on four ports, as at Telegram; on this machine also what an own Bot API server allows. */
function checkUrl(text: string): void {
  if (!URL.canParse(text)) throw badRequest('invalid webhook URL specified');
  const { protocol, hostname, port } = new URL(text);
  if (/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname) && /^https?:$/.test(protocol)) return;
  if (protocol !== 'https:') throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  if (!['', '443', '80', '88', '8443'].includes(port)) {
    throw badRequest('bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443');
  }
}
