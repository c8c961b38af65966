import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Router } from 'express';
import { call, type Envelope, envelopeOf, type KnownMethod, knownMethod, record } from './calls.js';
import { ApiError, tooMany } from './errors.js';
import type { Fault } from './faults.js';
import type { Params } from './params.js';
import { readParams } from './request.js';
import type { World } from './world.js';

/** Serves `/bot<token>/<method>` and `/file/bot<token>/<path>`, as api.telegram.org does. */
export function createApi(world: World): Router {
  const router = Router();
  router.use((req, res) => serve(world, req, res));
  return router;
}

async function serve(world: World, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://sandbox');
  const [, file, token, rest = ''] =
    /^\/(file\/)?bot([^/]+)\/(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
  try {
    if (token === undefined) throw new ApiError(404, 'Not Found');
    if (token !== world.token) throw new ApiError(401, 'Unauthorized');
    if (file) return download(world, rest, res);
    const method = knownMethod(rest.replace(/\/$/, ''));
    const params = await readParams(req, url.searchParams);
    const fault = world.faults.take(method.name, params.text('chat_id'));
    if (fault) await misbehave(world, method, params, fault, res);
    else send(res, await call(world, method, params, { signal: hangUp(res) }));
  } catch (error) {
    req.resume();
    send(res, envelopeOf(error));
  }
}

function hangUp(res: ServerResponse): AbortSignal {
  const controller = new AbortController();
  res.on('close', () => {
    if (!res.writableFinished) controller.abort();
  });
  return controller.signal;
}

function send(res: ServerResponse, { status, body, retryAfter }: Envelope): void {
  if (res.destroyed || res.headersSent) return;
  const text = Buffer.from(JSON.stringify(body));
  if (retryAfter !== undefined) res.setHeader('retry-after', retryAfter);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length });
  res.end(text);
}

async function misbehave(
  world: World,
  method: KnownMethod,
  params: Params,
  fault: Fault,
  res: ServerResponse,
): Promise<void> {
  const how = { signal: hangUp(res), fault: fault.kind };
  if (fault.kind === 'slow') {
    await pause(fault.ms ?? 0);
    return send(res, await call(world, method, params, how));
  }
  if (fault.kind === 'lost') {
    await call(world, method, params, how);
    res.destroy();
    return;
  }
  const refused = envelopeOf(
    fault.kind === '429' ? tooMany(fault.retryAfter ?? 1) : new ApiError(500, 'Internal Server Error'),
  );
  record(world, method.name, params, refused, { at: world.now(), fault: fault.kind });
  if (fault.kind === 'html') {
    res.writeHead(502, { 'content-type': 'text/html' });
    res.end('<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>');
  } else if (fault.kind === 'reset') res.destroy();
  else if (fault.kind !== 'timeout') send(res, refused);
  else if (fault.ms !== undefined) setTimeout(() => res.destroy(), fault.ms);
}

function download(world: World, path: string, res: ServerResponse): void {
  const file = world.files.byPath(path);
  const content = file && world.files.content(file.id);
  if (!file || !content) throw new ApiError(404, 'Not Found');
  res.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.length });
  res.end(content);
}
