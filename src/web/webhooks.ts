import { randomUUID } from 'node:crypto';
import { raw, Router, type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { correlated } from '../correlation.js';
import type { Db } from '../db/db.js';
import type { Metrics } from '../observability/metrics.js';
import { scrub } from '../scrub.js';
import { allow, answer, statusOf } from './errors.js';
import type { Sender } from './senders.js';
import type { Delivery } from '../webhook.js';

export interface WebhookParts {
  readonly senders: ReadonlyMap<string, Sender>;
  readonly inbox: Pick<Db['inbox'], 'receive'>;
  readonly metrics: Pick<Metrics, 'receivedWebhook'>;
  readonly log: Logger;
}

/** Could not be stored. The sender keeps it and comes again. */
class NotStored extends Error {}

const retryAfterSeconds = '10';
const results: Readonly<Record<number, string>> = { 400: 'malformed', 401: 'refused', 413: 'too_large' };

/**
 * POST /webhook/<sender>: verify the bytes as they came, write them down, answer what the sender expects. Nothing
 * is understood here; that is a job's work, which the same statement promises.
 */
export function webhooks(parts: WebhookParts): Router {
  const router = Router();
  const take = receive(parts);
  router.get('/:sender', (req, res, next) =>
    parts.senders.get(req.params.sender)?.takesGet ? take(req, res, next) : next(),
  );
  const isKnown: RequestHandler<{ sender: string }> = (req, _res, next) =>
    next(parts.senders.has(req.params.sender) ? undefined : 'router');
  // Not inflated: a body that was compressed is not the one that was signed.
  router.post('/:sender', isKnown, raw({ type: () => true, limit: '1mb', inflate: false }), take);
  router.all('/:sender', isKnown, allow('POST'));
  router.use(refuse(parts));
  return router;
}

function receive({ senders, inbox, metrics, log }: WebhookParts): RequestHandler<{ sender: string }> {
  return async (req, res) => {
    const { sender: name } = req.params;
    const sender = senders.get(name);
    if (!sender) return answer(res, 404);

    const delivery = deliveryOf(req);
    sender.verify(delivery);
    const event = sender.read(delivery);
    const cause = `${name}-${randomUUID()}`;
    const result = event ? await store(inbox, sender, event.id, delivery.raw, cause) : 'ignored';

    metrics.receivedWebhook(name, result);
    correlated(cause, () => log.info({ sender: name, event: event?.name, result }, 'webhook'));
    res.type('text/plain').send(sender.ack);
  };
}

async function store(
  inbox: WebhookParts['inbox'],
  { provider, job }: Sender,
  eventId: string,
  body: Buffer,
  cause: string,
): Promise<string> {
  try {
    return await inbox.receive({ provider, eventId, body }, job, cause);
  } catch (error) {
    throw new NotStored(scrub(error), { cause: error });
  }
}

function deliveryOf(req: Request): Delivery {
  const [, query = ''] = /\?([^#]*)/.exec(req.originalUrl) ?? [];
  const body: unknown = req.body;
  return {
    raw: Buffer.isBuffer(body) ? body : Buffer.from(query),
    headers: req.headers,
    ip: req.ip ?? '',
  };
}

function refuse({ senders, metrics, log }: WebhookParts): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const name = req.path.slice(1);
    const sender = senders.has(name) ? name : 'unknown';
    const status = error instanceof NotStored ? 503 : statusOf(error);
    const result = status === 503 ? 'away' : (results[status] ?? 'failed');
    metrics.receivedWebhook(sender, result);
    log.warn({ sender, result, ip: req.ip, reason: scrub(error) }, 'webhook refused');
    if (status === 500) return next(error);
    if (status === 503) res.set('retry-after', retryAfterSeconds);
    answer(res, status);
  };
}
