import type { RequestListener } from 'node:http';
import express, { type Router } from 'express';
import helmet from 'helmet';
import type { Logger } from 'pino';
import { errors, notFound } from './errors.js';
import type { Webhooks } from './webhooks.js';

export interface WebParts {
  readonly health: Router;
  readonly webhooks: Webhooks;
  /** Null where nobody has a name and a password: then there is no such place. */
  readonly board: Router | null;
  /** Under which path, which page. */
  readonly pages: Readonly<Record<string, Router>>;
  readonly trustedProxies: readonly string[];
  readonly log: Logger;
}

/** All that the world may ask of `web`, by path. */
export function createWeb({
  health,
  webhooks,
  board,
  pages,
  trustedProxies,
  log,
}: WebParts): RequestListener {
  const app = express().disable('x-powered-by').disable('etag');
  app.set('trust proxy', trustedProxies);
  app.use(headers);
  app.use('/health', health);
  if (board) app.use('/queues', board);
  for (const [path, page] of Object.entries(pages)) app.use(path, page);
  app.use(notFound, errors(log));
  return (req, res) => {
    if (!webhooks(req, res)) app(req, res);
  };
}

/** Of every answer that a browser may get, errors too; a page that shows something sets its own. */
const headers = helmet({
  strictTransportSecurity: false, // the proxy's to decide
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
});
