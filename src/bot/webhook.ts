import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { DoorClosed, type OpenDoor } from '../queue/door.js';
import { sameSecret } from '../webhook.js';
import { takeUpdate } from './intake.js';

export interface TelegramWebhook {
  readonly secretToken: string;
  readonly door: OpenDoor;
  /** Hears what became of each request, for the metrics. */
  readonly received: (result: string) => void;
}

/**
 * POST /telegram/webhook: 200 once the update is in its mailbox, 401 wrong secret, 400 no update, 413 over 1 MiB, 503
 * with Retry-After while Redis is away: Telegram tries again.
 */
export function telegramWebhook({ secretToken, door, received }: TelegramWebhook): Express {
  const app = express().disable('x-powered-by').disable('etag');
  const path = '/telegram/webhook';

  app.post(path, (req, res, next) => {
    if (sameSecret(req.get('x-telegram-bot-api-secret-token'), secretToken)) return next();
    received('refused');
    res.sendStatus(401);
  });
  app.post(path, express.json({ limit: '1mb', type: () => true }), async (req, res) => {
    const result = await takeUpdate(req.body, door.get(), Date.now());
    received(result);
    res.sendStatus(result === 'malformed' ? 400 : 200);
  });
  app.all(path, (_req, res) => void res.set('Allow', 'POST').sendStatus(405));
  app.use((_req, res) => void res.sendStatus(404));
  app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    const status = statusOf(error);
    received(status === 413 ? 'too_large' : status === 400 ? 'malformed' : 'away');
    if (status === 503) res.set('Retry-After', '2');
    res.sendStatus(status);
  });
  return app;
}

/** The parser's own faults have a status; what else can fail is Redis. */
function statusOf(error: unknown): number {
  if (error instanceof DoorClosed || !(error instanceof Error)) return 503;
  const status = 'status' in error ? Number(error.status) : 503;
  return status === 413 ? 413 : status >= 400 && status < 500 ? 400 : 503;
}
