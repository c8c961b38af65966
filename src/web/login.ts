import { createHash } from 'node:crypto';
import { Router, urlencoded, type Request, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { sameSecret } from '../webhook.js';
import { allow } from './errors.js';
import { dropSession, sessionIn, setSession } from './cookie.js';
import type { LoginLimits } from './login-limits.js';
import { loginPage, logoutPage } from './login-page.js';
import { isOwnPage } from './same-origin.js';
import type { Sessions } from './sessions.js';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface LoginParts {
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly limits: LoginLimits;
  readonly log: Logger;
}

const Form = z.object({ user: z.string().max(256), password: z.string().max(256) });

/** The way in and out. What follows it is reached by those who are in. */
export function login(parts: LoginParts): Router {
  const router = Router();
  router.use((req, res, next) => {
    if (['GET', 'HEAD'].includes(req.method) || isOwnPage(req)) return next();
    res.status(403).json({ error: 'this did not come from a page of ours' });
  });
  router.get('/login', (_req, res) => void res.send(loginPage()));
  router.post('/login', urlencoded({ extended: false, limit: '4kb' }), enter(parts));
  router.get('/logout', (_req, res) => void res.send(logoutPage()));
  router.post('/logout', leave(parts));
  router.all(['/login', '/logout'], allow('GET', 'HEAD', 'POST'));
  router.use(guard(parts));
  return router;
}

function enter({ credentials, sessions, limits, log }: LoginParts): RequestHandler {
  return async (req, res) => {
    const { user, password } = Form.safeParse(req.body).data ?? { user: '', password: '' };
    const ip = req.ip ?? '';
    const waitSeconds = await limits.attempt(ip, user);
    if (waitSeconds > 0) {
      log.warn({ ip }, 'too many attempts to sign in');
      res.status(429).set('retry-after', String(waitSeconds));
      res.send(loginPage('Too many attempts. Please wait a while.'));
    } else if (isRight(credentials, user, password)) {
      await limits.succeeded(ip, user);
      setSession(req, res, await sessions.open(credentials.username));
      log.info({ ip, user: credentials.username }, 'signed in');
      res.redirect(303, '/queues/');
    } else {
      log.warn({ ip }, 'refused to sign in');
      res.status(401).send(loginPage('The name or the password is wrong.'));
    }
  };
}

const leave =
  ({ sessions }: LoginParts): RequestHandler =>
  async (req, res) => {
    const id = sessionIn(req);
    if (id) await sessions.close(id);
    dropSession(req, res);
    res.redirect(303, '/queues/login');
  };

function guard({ sessions }: LoginParts): RequestHandler {
  return async (req, res, next) => {
    delete req.headers[userHeader]; // ours to set, not the caller's
    const id = sessionIn(req);
    const user = id ? await sessions.userOf(id) : null;
    if (user !== null) {
      req.headers[userHeader] = user;
      return next();
    }
    if (isApi(req)) res.status(401).json({ error: 'sign in first' });
    else res.redirect(303, '/queues/login');
  };
}

/** Who asks, for whoever sees only the headers of a request. */
export const userHeader = 'x-board-user';

const isApi = (req: Request): boolean => req.path.startsWith('/api/') || req.method !== 'GET';

/** Takes as long for a wrong name as for a wrong password, and for a short one as for a long one. */
function isRight({ username, password }: Credentials, givenName: string, givenPassword: string): boolean {
  const nameFits = sameSecret(digest(givenName), digest(username));
  const passwordFits = sameSecret(digest(givenPassword), digest(password));
  return nameFits && passwordFits;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
