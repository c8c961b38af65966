import { z } from 'zod';
import { Never } from '../domain/errors.js';
import type { Http } from '../http.js';
import { AccountMissing } from '../domain/errors.js';
import { definePanel, type Account, type Panel } from './panel.js';
import type { CallOptions } from '../http.js';
import { accountFrom, createBody, updateBody } from './remnawave-account.js';
import { AlreadySo, client, type Ask } from './remnawave-client.js';
import {
  devicesAnswer,
  metadataAnswer,
  squadsAnswer,
  streamAnswer,
  userAnswer,
} from './remnawave-answers.js';
import { webhook } from './remnawave-webhook.js';
import { rememberSquads } from './squad-memory.js';

const settings = z
  .object({
    PANEL_API_URL: z
      .url({ protocol: /^https?$/, error: 'an address that begins with https://' })
      .optional()
      .meta({ about: 'Where the panel is, with or without /api', example: 'https://panel.example.com' }),
    PANEL_API_KEY: z
      .string()
      .min(1)
      .optional()
      .meta({ about: 'API token, made in the panel', example: 'CHANGEME-api-token', secret: true }),
    PANEL_WEBHOOK_SECRET: z.string().min(1).optional().meta({
      about: "The panel's WEBHOOK_SECRET_HEADER; without it its webhooks are refused",
      example: 'CHANGEME-webhook-secret',
      secret: true,
    }),
  })
  .check(({ value, issues }) => {
    if ((value.PANEL_API_URL === undefined) === (value.PANEL_API_KEY === undefined)) return;
    const missing = value.PANEL_API_URL === undefined ? 'PANEL_API_URL' : 'PANEL_API_KEY';
    const message = 'PANEL_API_URL and PANEL_API_KEY are given together or not at all';
    issues.push({ code: 'custom', input: value, path: [missing], message });
  });

/**
 * Remnawave 3.x. Its 2.x speaks otherwise (accounts have a uuid there), so `health` insists on the version.
 * Facts: a real 3.3.2, whose answers are the fixtures of the tests.
 */
export const remnawave = definePanel({
  kind: 'remnawave',
  settings,
  create({ PANEL_API_URL: url, PANEL_API_KEY: key, PANEL_WEBHOOK_SECRET: secret }, http) {
    return url === undefined || key === undefined ? null : createRemnawavePanel({ url, key, secret }, http);
  },
});

export interface RemnawaveOptions {
  readonly url: string;
  readonly key: string;
  readonly secret: string | undefined;
}

/** `now` in milliseconds: it judges which end is past and which webhook is stale. */
export function createRemnawavePanel(options: RemnawaveOptions, http: Http, now = Date.now): Panel {
  const ask = client(options, http);
  return {
    ...accounts(ask, now),
    ...devices(ask),
    ...panelItself(ask, now),
    ...webhook(options.secret, now),
  };
}

type Accounts = Pick<
  Panel,
  | 'find'
  | 'get'
  | 'create'
  | 'update'
  | 'enable'
  | 'disable'
  | 'revokeLink'
  | 'resetTraffic'
  | 'delete'
  | 'list'
>;

function accounts(ask: Ask, now: () => number): Accounts {
  const one = async (
    path: string,
    call: CallOptions,
    send: { method?: 'POST' | 'PATCH'; json?: unknown } = {},
  ) => accountFrom((await ask(path, userAnswer, call, send)).response);
  const get = (ref: string, call: CallOptions) => one(`users/${encodeURIComponent(ref)}`, call);
  const act = (ref: string, action: string, call: CallOptions) =>
    one(`users/${encodeURIComponent(ref)}/actions/${action}`, call, { method: 'POST' });
  const settled = (attempt: Promise<Account>, ref: string, call: CallOptions) =>
    attempt.catch((error: unknown) => {
      if (error instanceof AlreadySo) return get(ref, call);
      throw error;
    });

  return {
    get,
    find: (name, call) => unlessMissing(one(`users/by-username/${encodeURIComponent(name)}`, call)),
    create: async (access, call) => one('users', call, { method: 'POST', json: createBody(access, now()) }),
    update: async (account, access, call) =>
      one('users', call, { method: 'PATCH', json: updateBody(account, access, now()) }),
    /** Asked first, because the action would also lift a limit or an expiry, and those are the panel's to judge. */
    async enable(ref, call) {
      const account = await get(ref, call);
      return account.state === 'disabled' ? settled(act(ref, 'enable', call), ref, call) : account;
    },
    disable: (ref, call) => settled(act(ref, 'disable', call), ref, call),
    revokeLink: (ref, call) => act(ref, 'revoke', call),
    resetTraffic: (ref, call) => act(ref, 'reset-traffic', call),
    async delete(ref, call) {
      await unlessMissing(ask(`users/${encodeURIComponent(ref)}`, z.unknown(), call, { method: 'DELETE' }));
    },
    async list(cursor, call) {
      const page = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { response } = await ask(`users/stream?size=500${page}`, streamAnswer, call);
      return {
        accounts: response.users.map(accountFrom),
        next: response.hasMore ? response.nextCursor : null,
      };
    },
  };
}

const devices = (ask: Ask): Pick<Panel, 'devices' | 'removeDevice'> => ({
  async devices(ref, call) {
    const { response } = await ask(`hwid/devices/${encodeURIComponent(ref)}`, devicesAnswer, call);
    return response.devices.map(({ hwid, platform, osVersion, deviceModel, createdAt }) => ({
      id: hwid,
      title: [deviceModel, platform, osVersion].filter(Boolean).join(' ') || hwid,
      addedAt: createdAt,
    }));
  },
  /** A device that is not there is already removed. */
  async removeDevice(ref, id, call) {
    const json = { userId: Number(ref), hwid: id };
    await ask('hwid/devices/delete', z.unknown(), call, { method: 'POST', json }).catch((error: unknown) => {
      if (!(error instanceof AlreadySo)) throw error;
    });
  },
});

const panelItself = (ask: Ask, now: () => number): Pick<Panel, 'lacking' | 'health'> => ({
  lacking: rememberSquads(async (call: CallOptions) => {
    const { response } = await ask('internal-squads', squadsAnswer, call);
    return response.internalSquads.map(({ uuid }) => uuid);
  }, now),
  async health(call) {
    const { version } = (await ask('system/metadata', metadataAnswer, call)).response;
    if (version.startsWith('3.')) return { version };
    throw new Never('panel.unsupported_version', `Remnawave ${version} was found, 3.x is needed`, {
      version,
    });
  },
});

const unlessMissing = <T>(attempt: Promise<T>): Promise<T | null> =>
  attempt.catch((error: unknown) => {
    if (error instanceof AccountMissing) return null;
    throw error;
  });
