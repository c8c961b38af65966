import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { ExpressAdapter } from '@bull-board/express';
import { Router, type ErrorRequestHandler, type Express } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import type { OpenQueues } from '../queue/producer.js';
import { scrub, scrubText } from '../scrub.js';
import { statusOf } from './errors.js';
import { login, userHeader, type Credentials } from './login.js';
import { createLoginLimits } from './login-limits.js';
import { awayPage } from './login-page.js';
import { redact } from './redact.js';
import { createSessions, SessionsAway } from './sessions.js';

export interface BoardParts extends Pick<OpenQueues, 'redis' | 'queues'> {
  readonly credentials: Credentials;
  readonly readOnly: boolean;
  readonly log: Logger;
}

/** Bull Board behind its login, to be mounted at /queues. With Redis away it says so. */
export function board({ credentials, readOnly, redis, queues, log }: BoardParts): Router {
  const router = Router();
  router.use(headers);
  router.use((req, res, next) => {
    if (redis.status !== 'ready') throw new SessionsAway('not connected to Redis');
    if (!req.path.startsWith('/static/')) res.set('cache-control', 'no-store');
    next();
  });
  const sessions = createSessions(redis, `${credentials.username}\n${credentials.password}`);
  router.use(login({ credentials, sessions, limits: createLoginLimits(redis), log }));
  router.use(bullBoard(queues, readOnly, log));
  router.use(away);
  return router;
}

/**
 * Its own inline styles and pictures, and nothing from elsewhere. The referrer stays within the site: with none at
 * all a browser would not name the origin of a form, and a form without origin is refused.
 */
const headers = helmet({
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false, // the proxy's to decide
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
  },
});

/** What a person may do to jobs. Not: edit their data, add some, empty or pause a queue, change its limits. */
const allowed = new Set([
  '/api/queues/:queueName/retry/:queueStatus',
  '/api/queues/:queueName/promote',
  '/api/queues/:queueName/clean/:queueStatus',
  '/api/queues/:queueName/:jobId/retry',
  '/api/queues/:queueName/:jobId/clean',
  '/api/queues/:queueName/:jobId/promote',
]);

function bullBoard(queues: BoardParts['queues'], readOnly: boolean, log: Logger): Router {
  const server = new ExpressAdapter().setBasePath('/queues');
  createBullBoard({
    serverAdapter: server,
    queues: [...queues.values()].map((queue) => new BullMQAdapter(queue, { readOnlyMode: readOnly })),
    options: {
      uiConfig: {
        boardTitle: '2GETPRO',
        hideRedisDetails: true,
        miscLinks: [{ text: 'Sign out', url: '/queues/logout' }],
      },
      handlerHooks: {
        before({ method, route, request }) {
          if (method === 'get') return undefined;
          if (readOnly || !allowed.has(route))
            return { allow: false, status: 403, message: 'not allowed here' };
          log.info({ user: request.headers[userHeader], route, ...request.params }, 'changed on the board');
          return undefined;
        },
        after: (_context, result) => ({ ...result, body: redact(result.body) }),
      },
    },
  });
  server.setErrorHandler((error) => ({
    status: statusOf(error) as 400 | 500,
    body: { error: scrubText(error.message) },
  }));
  const app = server.getRouter() as Express;
  return app.disable('x-powered-by');
}

const away: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (!(error instanceof SessionsAway)) return next(error);
  res.status(503).set('retry-after', '5');
  if (req.path.startsWith('/api/')) res.json({ error: scrub(error) });
  else res.send(awayPage());
};
