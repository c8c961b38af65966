import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { errors, notFound } from './errors.js';

export interface WebParts {
  readonly health: Router;
  readonly webhooks: Router;
  /** Null where nobody has a name and a password: then there is no such place. */
  readonly board: Router | null;
  /** Under which path, which page. */
  readonly pages: Readonly<Record<string, Router>>;
  readonly trustedProxies: readonly string[];
  readonly log: Logger;
}

/** All that the world may ask of `web`, by path. */
export function createWeb({ health, webhooks, board, pages, trustedProxies, log }: WebParts): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.set('trust proxy', trustedProxies);
  app.use('/webhook', webhooks); // asked by machines, which read a status
  app.use(headers);
  app.use('/health', health);
  if (board) app.use('/queues', board);
  for (const [path, page] of Object.entries(pages)) app.use(path, page);
  app.use(notFound, errors(log));
  return app;
}

/** Of every answer that a browser may get, errors too; a page that shows something sets its own. */
const headers = helmet({
  strictTransportSecurity: false, // the proxy's to decide
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
});
