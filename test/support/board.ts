import { Router } from 'express';
import { openQueues, type OpenQueues } from '../../src/queue/producer.js';
import { createWeb } from '../../src/web/app.js';
import { board } from '../../src/web/board.js';
import { log } from './log.js';
import { redisUrl } from './redis.js';
import { until } from './until.js';
import { serve, type Served } from './web.js';

export const credentials = { username: 'admin', password: 'correct horse battery' };

export interface Board extends Served {
  readonly opened: OpenQueues;
  /** Signs in from this address, as a browser would; answers the response. */
  readonly signIn: (password: string, headers?: Record<string, string>) => Promise<Response>;
  /** The headers with which somebody who is signed in writes. */
  readonly signedIn: (headers?: Record<string, string>) => Promise<Record<string, string>>;
  readonly origin: string;
}

export interface BoardOptions {
  readonly url?: string;
  readonly readOnly?: boolean;
  readonly password?: string;
  readonly empty?: boolean;
}

/** Bull Board over a Redis that is emptied first, behind a proxy on this machine. */
export async function serveBoard(options: BoardOptions = {}): Promise<Board> {
  const { url = redisUrl, readOnly = false, password = credentials.password, empty = true } = options;
  const opened = openQueues(url);
  if (url === redisUrl) {
    await until(() => opened.redis.status === 'ready');
    if (empty) await opened.redis.flushdb();
  }
  const served = await serve(
    createWeb({
      health: Router(),
      webhooks: () => false,
      board: board({ credentials: { ...credentials, password }, readOnly, ...opened, log }),
      pages: {},
      trustedProxies: ['127.0.0.1/32'],
      log,
    }),
  );
  const origin = `http://127.0.0.1:${served.port}`;
  const signIn: Board['signIn'] = (given, headers = {}) =>
    served.ask('/queues/login', {
      method: 'POST',
      body: new URLSearchParams({ user: credentials.username, password: given }),
      headers: { origin, ...headers },
    });

  return {
    ...served,
    opened,
    origin,
    signIn,
    async signedIn(headers = {}) {
      const answer = await signIn(password, headers);
      return { ...headers, origin, cookie: cookieOf(answer) };
    },
    async close() {
      await served.close();
      await opened.close().catch(() => {});
    },
  };
}

export const cookieOf = (answer: Response): string =>
  (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
