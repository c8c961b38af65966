import { STATUS_CODES, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { OpenDoor } from '../queue/door.js';
import { sameSecret } from '../webhook.js';
import { takeUpdate } from './intake.js';
import { BadBody, readBody } from '../read-body.js';

export interface TelegramWebhook {
  readonly secretToken: string;
  readonly door: OpenDoor;
  /** Hears what became of each request, for the metrics. */
  readonly received: (result: string) => void;
}

const path = '/telegram/webhook';

function secretOf({ headers }: IncomingMessage): string | undefined {
  const given = headers['x-telegram-bot-api-secret-token'];
  return typeof given === 'string' ? given : undefined;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new BadBody(400, 'the body is no JSON');
  }
}

/**
 * POST /telegram/webhook: 200 once the update is in its mailbox, 401 wrong secret, 400 no update, 413 over 1 MiB, 503
 * with Retry-After while Redis is away: Telegram tries again. Without Express: for one route that costs half of what an
 * update costs.
 */
export function telegramWebhook({ secretToken, door, received }: TelegramWebhook): RequestListener {
  const take = async (req: IncomingMessage): Promise<200 | 400 | 401 | 413 | 503> => {
    if (!sameSecret(secretOf(req), secretToken)) {
      received('refused');
      return 401;
    }
    try {
      const result = await takeUpdate(parsed(await readBody(req)), door.get(), Date.now());
      received(result);
      return result === 'malformed' ? 400 : 200;
    } catch (error) {
      // What else can fail is Redis.
      const status = error instanceof BadBody ? error.status : 503;
      received(status === 413 ? 'too_large' : status === 400 ? 'malformed' : 'away');
      return status;
    }
  };

  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const isHere = req.url === path || req.url?.split('?', 1)[0] === path;
    const status = !isHere ? 404 : req.method === 'POST' ? await take(req) : 405;
    if (status === 405) res.setHeader('allow', 'POST');
    if (status === 413) res.setHeader('connection', 'close'); // the rest of it is not wanted
    if (status === 503) res.setHeader('retry-after', '2');
    res.statusCode = status;
    res.setHeader('content-type', 'text/plain');
    res.end(STATUS_CODES[status]);
  };
  return (req, res) => void answer(req, res).catch(() => res.destroy());
}
