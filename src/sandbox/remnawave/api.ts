import { setTimeout } from 'node:timers/promises';
import express, {
  Router,
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import { ZodError } from 'zod';
import { invalid, nest, Refusal, refusalAnswer, type Answer } from './answers.js';
import type { Fault, Faults } from './faults.js';
import type { Pace } from './pace.js';
import type { Ring } from './ring.js';
import type { Route } from './route.js';
import type { Grant } from './state.js';
import type { Generation } from './version.js';

export interface Entry {
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Null when no answer was sent. */
  readonly status: number | null;
  readonly fault?: Fault['kind'];
}

export interface ApiOptions {
  readonly tokens: ReadonlyMap<string, Grant>;
  readonly faults: Faults;
  readonly pace: Pace;
  readonly journal: Ring<Entry>;
  generation(): Generation;
  now(): Date;
  /** Before every call. */
  watch(): void;
  /** Between the deed and its answer. */
  done(): Promise<void>;
}

/** The API below /api: what the panel does before and after a route of its own. */
export function api(routes: readonly Route[], options: ApiOptions): Router {
  const router = Router();
  router.use(onlyFromItsProxy);
  const calls = Router().use(express.json({ limit: '100mb' }));
  for (const route of routes) calls[route.method](route.path, handle(route, options));
  router.use('/api', calls);
  router.use((request: Request, response: Response) => {
    send(response, nest(404, `Cannot ${request.method} ${pathOf(request)}`, 'Not Found'));
  });
  router.use((error: Error, _request: Request, response: Response, _next: NextFunction) => {
    send(response, nest(400, error.message, 'Bad Request'));
  });
  return router;
}

/** Whoever comes past the proxy is hung up on. */
function onlyFromItsProxy(request: Request, _response: Response, next: NextFunction): void {
  const { 'x-forwarded-for': client, 'x-forwarded-proto': protocol } = request.headers;
  if (client !== undefined && protocol === 'https') next();
  else request.socket.destroy();
}

const handle =
  (route: Route, options: ApiOptions): RequestHandler =>
  async (request, response, next) => {
    if (route.only !== undefined && route.only !== options.generation()) return next('route');
    const path = pathOf(request);
    options.watch();
    const stranger = strangerAnswer(request, options.tokens);
    const fault = stranger ? undefined : options.faults.strike(request.method, path, request.body);
    const answer = stranger ?? (await suffer(fault, route, request, path, options));

    options.journal.push({
      at: options.now().toISOString(),
      method: request.method,
      path,
      body: request.body,
      status: answer?.status ?? null,
      ...(fault && { fault: fault.kind }),
    });
    if (answer) send(response, answer);
    else request.socket.destroy();
  };

function strangerAnswer({ headers, method }: Request, tokens: ReadonlyMap<string, Grant>): Answer | null {
  const grant = tokens.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '');
  if (grant === undefined) return nest(401, 'Unauthorized');
  if (grant === 'deleted' || (grant === 'read' && method !== 'GET')) {
    return nest(403, 'Forbidden resource', 'Forbidden');
  }
  if (grant === 'admin' && headers['x-remnawave-client-type'] !== 'browser') {
    const own = 'For API requests you must create own API-token in the admin dashboard.';
    return nest(403, own, 'Forbidden');
  }
  return null;
}

/** Null when the line shall drop without an answer. */
async function suffer(
  fault: Fault | undefined,
  route: Route,
  request: Request,
  path: string,
  options: ApiOptions,
): Promise<Answer | null> {
  if (fault?.kind === 'reset') return null;
  if (fault?.kind === 'gone') return { status: 404, body: '404 page not found\n' };
  if (fault?.kind === 'down') return { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' };
  if (fault?.kind === '409') return nest(409, 'Conflict', 'Conflict');
  if (fault?.kind === '500') return refusalAnswer(route.failure, path, options.now());
  if (fault?.kind === 'timeout' || fault?.kind === 'slow') {
    await setTimeout(fault.ms, undefined, { ref: false });
  }
  if (fault?.kind === 'timeout') return null;
  await options.pace.turn();
  const answer = await perform(route, request, path, options.now());
  await options.done();
  return fault?.kind === 'lost' ? null : answer;
}

async function perform(
  route: Route,
  { params, query, body }: Request,
  path: string,
  at: Date,
): Promise<Answer> {
  try {
    return await route.run({ params, query, body });
  } catch (error) {
    if (error instanceof Refusal) return refusalAnswer(error.reason, path, at);
    if (error instanceof ZodError) return invalid(error);
    throw error;
  }
}

function send(response: Response, { status, body }: Answer): void {
  response.status(status);
  if (body === undefined) response.end();
  else response.send(body);
}

/** As the panel sees it, which knows nothing of where it is mounted. */
function pathOf({ originalUrl, baseUrl }: Request): string {
  return originalUrl.slice(baseUrl.replace(/\/api$/, '').length);
}
