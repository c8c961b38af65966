import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Update } from 'grammy/types';
import { isObject } from './params.js';
import type { Webhook } from './settings.js';

/** What came of one request to the bot's webhook. */
export interface Answer {
  readonly ok: boolean;
  /** In the words of getWebhookInfo; empty when it went well. */
  readonly problem: string;
  /** From the header Retry-After, an hour at most. */
  readonly retryAfterMs: number;
  /** A call that the bot put into its answer. */
  readonly reply?: { method: string; values: Record<string, unknown> };
}

const silenceMs = 60_000;
const longestPauseSeconds = 3_600;

/** Posts updates over connections that it keeps. Never throws: every mishap is an answer. */
export class Courier {
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;

  constructor({ url }: Webhook) {
    const options = { keepAlive: true };
    const secure = url.startsWith('https:');
    this.#agent = secure ? new https.Agent(options) : new http.Agent(options);
    this.#request = secure ? https.request : http.request;
  }

  async send(update: Update, { url, secretToken }: Webhook): Promise<Answer> {
    const body = Buffer.from(JSON.stringify(update));
    const headers = {
      'content-type': 'application/json',
      'content-length': body.length,
      ...(secretToken ? { 'x-telegram-bot-api-secret-token': secretToken } : {}),
    };
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        const request = this.#request(url, { method: 'POST', agent: this.#agent, headers }, resolve);
        request.setTimeout(silenceMs, () => request.destroy(new Error('Read timeout expired')));
        request.on('error', reject);
        request.end(body);
      });
      return judge(response, await read(response));
    } catch (error) {
      return { ok: false, problem: describe(error), retryAfterMs: 0 };
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function read(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function judge({ statusCode = 0, statusMessage = '', headers }: IncomingMessage, body: string): Answer {
  if (statusCode >= 200 && statusCode < 300) {
    const reply = replyIn(body);
    return { ok: true, problem: '', retryAfterMs: 0, ...(reply ? { reply } : {}) };
  }
  const seconds = Number.parseInt(headers['retry-after'] ?? '', 10);
  return {
    ok: false,
    problem: `Wrong response from the webhook: ${statusCode} ${statusMessage}`,
    retryAfterMs: Number.isNaN(seconds) ? 0 : Math.min(Math.max(0, seconds), longestPauseSeconds) * 1_000,
  };
}

function replyIn(body: string): Answer['reply'] {
  try {
    const parsed = JSON.parse(body) as unknown;
    if (!isObject(parsed) || typeof parsed['method'] !== 'string') return undefined;
    const { method, ...values } = parsed;
    return { method, values };
  } catch {
    return undefined; // Most bots answer with nothing or with a word.
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'Connection closed';
  const code = 'code' in error ? error.code : '';
  if (code === 'ECONNREFUSED') return 'Connection refused';
  if (code === 'ENOTFOUND') return 'Failed to resolve host: Name or service not known';
  return code === 'ECONNRESET' ? 'Connection closed' : error.message;
}
