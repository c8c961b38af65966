import { AccountMissing } from '../domain/errors.js';
import type { CallOptions } from '../http.js';
import type { Account, Panel } from './panel.js';
import { accountFrom, createBody, numberIn, updateBody } from './remnawave-account.js';
import { userAnswer } from './remnawave-answers.js';
import { AlreadySo, type Ask } from './remnawave-client.js';
import type { Speech } from './remnawave-version.js';

type Accounts = Pick<
  Panel,
  'find' | 'get' | 'create' | 'update' | 'enable' | 'disable' | 'revokeLink' | 'resetTraffic'
>;

export function accounts(ask: Ask, { speak, about }: Speech, now: () => number): Accounts {
  const one = async (
    path: string,
    call: CallOptions,
    send: { method?: 'POST' | 'PATCH'; json?: unknown } = {},
  ) => accountFrom((await ask(path, userAnswer, call, send)).response);
  const get = (ref: string, call: CallOptions) =>
    speak(call, ({ account }) => one(account(numberIn(ref)), call));
  const act = (ref: string, action: string, call: CallOptions, json?: object) =>
    about(ref, call, (key) =>
      one(`users/${key}/actions/${action}`, call, { method: 'POST', ...(json && { json }) }),
    );
  const settled = (attempt: Promise<Account>, ref: string, call: CallOptions) =>
    attempt.catch((error: unknown) => {
      if (error instanceof AlreadySo) return get(ref, call);
      throw error;
    });

  return {
    get,
    find: (name, call) =>
      unlessMissing(speak(call, () => one(`users/by-username/${encodeURIComponent(name)}`, call))),
    async create(access, call) {
      const json = createBody(access, now());
      return speak(call, () => one('users', call, { method: 'POST', json }));
    },
    async update(account, access, call) {
      const body = updateBody(account, access, now());
      return about(account.ref, call, (key, { field }) =>
        one('users', call, { method: 'PATCH', json: { [field]: key, ...body } }),
      );
    },
    /** Asked first, because the action would also lift a limit or an expiry, and those are the panel's to judge. */
    async enable(ref, call) {
      const account = await get(ref, call);
      return account.state === 'disabled' ? settled(act(ref, 'enable', call), ref, call) : account;
    },
    disable: (ref, call) => settled(act(ref, 'disable', call), ref, call),
    revokeLink: revoke(get, act),
    resetTraffic: (ref, call) => act(ref, 'reset-traffic', call),
  };
}

/** Asked first: the panel would give a repeat other passwords, though the same link. */
const revoke =
  (
    get: Panel['get'],
    act: (ref: string, action: string, call: CallOptions, json: object) => Promise<Account>,
  ): Panel['revokeLink'] =>
  async (ref, shortUuid, call) => {
    const account = await get(ref, call);
    return account.link.split('/').includes(shortUuid) ? account : act(ref, 'revoke', call, { shortUuid });
  };

const unlessMissing = <T>(attempt: Promise<T>): Promise<T | null> =>
  attempt.catch((error: unknown) => {
    if (error instanceof AccountMissing) return null;
    throw error;
  });
