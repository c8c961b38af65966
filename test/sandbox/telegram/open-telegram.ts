import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import express from 'express';
import { Api, GrammyError } from 'grammy';
import {
  createTelegram,
  type Telegram,
  type TelegramOptions,
} from '../../../src/sandbox/telegram/telegram.js';

export const token = '7000000001:AAE-sandbox-test-token';

interface Called {
  readonly status: number;
  readonly headers: Headers;
  readonly body: { ok: boolean; description?: string; result?: unknown };
}

/** The emulator on a port of its own, and grammY talking to it. */
export interface Opened {
  readonly telegram: Telegram;
  readonly api: Api;
  /** The API root, as it is given to a bot. */
  readonly root: string;
  readonly controlUrl: string;
  /** A bare call: status, headers and body. */
  call(method: string, params?: Record<string, unknown>): Promise<Called>;
  control(path: string, body?: unknown, method?: string): Promise<{ status: number; body: unknown }>;
  close(): Promise<void>;
}

export async function openTelegram(options: Partial<TelegramOptions> = {}): Promise<Opened> {
  const telegram = createTelegram({ token, limits: false, ...options });
  const app = express();
  app.use('/telegram', telegram.router);
  app.use('/control/telegram', telegram.control);
  const server = await listen(app.listen(0, '127.0.0.1'));
  const base = `http://127.0.0.1:${portOf(server)}`;
  const root = `${base}/telegram`;
  const controlUrl = `${base}/control/telegram`;
  return {
    telegram,
    api: new Api(token, { apiRoot: root }),
    root,
    controlUrl,
    async call(method, params = {}) {
      const response = await fetch(`${root}/bot${token}/${method}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(params),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    async control(path, body, method = body === undefined ? 'GET' : 'POST') {
      const response = await fetch(`${controlUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: await response.json() };
    },
    async close() {
      await telegram.close();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** The emulator with one person, 42, who has written to the bot. */
export async function openChat(options: Partial<TelegramOptions> = {}): Promise<Opened> {
  const opened = await openTelegram(options);
  opened.telegram.addPerson({ id: 42, first_name: 'Anna', username: 'anna', language_code: 'ru' });
  opened.telegram.say(42, '/start');
  await opened.api
    .getUpdates({ offset: -1 })
    .then(([last]) => opened.api.getUpdates({ offset: (last?.update_id ?? 0) + 1 }));
  return opened;
}

export async function listen(server: Server): Promise<Server> {
  if (!server.listening) await once(server, 'listening');
  return server;
}

export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** The call must be refused in exactly these words. */
export async function refused(call: Promise<unknown>, description: string): Promise<GrammyError> {
  const error: unknown = await call.then(
    () => expect.fail(`expected "${description}"`),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof GrammyError)) throw error;
  expect(error.description).to.equal(description);
  const codes: Record<string, number> = {
    'Bad Request': 400,
    Unauthorized: 401,
    Forbidden: 403,
    'Not Found': 404,
    Conflict: 409,
    'Too Many Requests': 429,
  };
  expect(error.error_code).to.equal(codes[description.split(':')[0] ?? '']);
  return error;
}

/** A real PNG of one colour, 1×1 pixel, padded to any declared size in its header. */
export function png(width = 1, height = 1): Buffer {
  const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  picture.writeUInt32BE(width, 16);
  picture.writeUInt32BE(height, 20);
  return picture;
}
