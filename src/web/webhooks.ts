import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import proxyaddr from 'proxy-addr';
import { correlated } from '../correlation.js';
import type { Db } from '../db/db.js';
import type { Metrics } from '../observability/metrics.js';
import { BadBody, readBody } from '../read-body.js';
import { scrub } from '../scrub.js';
import type { Delivery } from '../webhook.js';
import { statusOf } from './errors.js';
import type { Sender } from './senders.js';

export interface WebhookParts {
  readonly senders: ReadonlyMap<string, Sender>;
  readonly inbox: Pick<Db['inbox'], 'receive'>;
  readonly metrics: Pick<Metrics, 'receivedWebhook'>;
  /** Networks whose word for a sender's address is taken. */
  readonly trustedProxies: readonly string[];
  readonly log: Logger;
}

/** Takes a request that is for a sender whom we know; answers whether it is. */
export type Webhooks = (req: IncomingMessage, res: ServerResponse) => boolean;

/** Could not be stored. The sender keeps it and comes again. */
class NotStored extends Error {}

interface Answer {
  readonly status: number;
  readonly text: string;
}

const retryAfterSeconds = '10';
const results: Readonly<Record<number, string>> = {
  400: 'malformed',
  401: 'refused',
  413: 'too_large',
  503: 'away',
};

/**
 * POST /webhook/<sender>: verify the bytes as they came, write them down, answer what the sender expects. Nothing
 * is understood here; that is a job's work, which the same statement promises. Without Express, of which a webhook uses
 * nothing: it costs as much as all the rest.
 */
export function webhooks(parts: WebhookParts): Webhooks {
  const trusts = proxyaddr.compile([...parts.trustedProxies]);
  return (req, res) => {
    const [, name = ''] = /^\/webhook\/([\w-]+)\/?(?:\?|$)/.exec(req.url ?? '') ?? [];
    const sender = parts.senders.get(name);
    if (!sender) return false;
    const isAsked = req.method === 'POST' || (req.method === 'GET' && sender.takesGet);
    if (!isAsked) {
      res.setHeader('allow', 'POST');
      respond(res, plain(405));
      return true;
    }
    const ip = (): string => proxyaddr(req, trusts);
    take(name, sender, { req, ip }, parts)
      .catch((error: unknown) => refuse(error, name, ip(), parts))
      .then((answer) => respond(res, answer))
      .catch(() => res.destroy());
    return true;
  };
}

async function take(
  name: string,
  sender: Sender,
  { req, ip }: { req: IncomingMessage; ip: () => string },
  { inbox, metrics, log }: WebhookParts,
): Promise<Answer> {
  const delivery = { raw: await rawOf(req), headers: req.headers, ip: ip() };
  sender.verify(delivery);
  const event = sender.read(delivery);
  const cause = `${name}-${randomUUID()}`;
  const result = event ? await store(inbox, sender, event.id, delivery, cause) : 'ignored';

  metrics.receivedWebhook(name, result);
  correlated(cause, () => log.info({ sender: name, event: event?.name, result }, 'webhook'));
  return { status: 200, text: sender.ack };
}

async function store(
  inbox: WebhookParts['inbox'],
  { provider, job }: Sender,
  eventId: string,
  { raw: body }: Delivery,
  cause: string,
): Promise<string> {
  try {
    return await inbox.receive({ provider, eventId, body }, job, cause);
  } catch (error) {
    throw new NotStored(scrub(error), { cause: error });
  }
}

/** The body's bytes; those of the query where it has none. */
async function rawOf(req: IncomingMessage): Promise<Buffer> {
  // Not inflated: a body that was compressed is not the one that was signed.
  const encoding = req.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new BadBody(400, 'the body is compressed');
  const body = await readBody(req);
  const [, query = ''] = /\?([^#]*)/.exec(req.url ?? '') ?? [];
  return req.method === 'GET' || body.length === 0 ? Buffer.from(query) : body;
}

function refuse(error: unknown, sender: string, ip: string, { metrics, log }: WebhookParts): Answer {
  const status = error instanceof NotStored ? 503 : statusOf(error);
  const result = results[status] ?? 'failed';
  metrics.receivedWebhook(sender, result);
  log[status === 500 ? 'error' : 'warn']({ sender, result, ip, reason: scrub(error) }, 'webhook refused');
  return plain(status);
}

const plain = (status: number): Answer => ({ status, text: `${STATUS_CODES[status] ?? 'Error'}\n` });

function respond(res: ServerResponse, { status, text }: Answer): void {
  if (status === 503) res.setHeader('retry-after', retryAfterSeconds);
  if (status === 413) res.setHeader('connection', 'close'); // the rest of it is not wanted
  res.statusCode = status;
  res.setHeader('content-type', 'text/plain; charset=utf-8');
  res.end(text);
}
