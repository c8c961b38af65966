import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { Update } from 'grammy/types';
import { listen, portOf } from './open-telegram.js';

/** A request to the bot's webhook. */
export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly update: Update;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly answer: (status: number, headers?: Record<string, string>, body?: string) => void;
}

export interface OpenedBot {
  readonly url: string;
  readonly received: Received[];
  /** What it does with an update; at first it answers 200. */
  handle: (received: Received) => void;
  close(): void;
}

/** A bot that listens for updates and notes them. */
export async function openBot(): Promise<OpenedBot> {
  const received: Received[] = [];
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const update: Update = JSON.parse(Buffer.concat(chunks).toString('utf8'));
      const one: Received = {
        headers: req.headers,
        update,
        at: Date.now(),
        answer: (status, headers = {}, body = '') => res.writeHead(status, headers).end(body),
      };
      received.push(one);
      bot.handle(one);
    });
  });
  await listen(server.listen(0, '127.0.0.1'));
  const bot: OpenedBot = {
    url: `http://127.0.0.1:${portOf(server)}/telegram/webhook`,
    received,
    handle: (one) => one.answer(200),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return bot;
}
