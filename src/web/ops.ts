import express, { Router, type Express } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Phase } from '../run-process.js';
import { scrub } from '../scrub.js';
import { within } from '../within.js';
import { allow, errors, notFound } from './errors.js';

/** What a process needs, by name; each rejects when it does not answer. */
export type Checks = Readonly<Record<string, () => Promise<unknown>>>;

export interface Health {
  readonly checks: Checks;
  readonly phase: () => Phase;
  readonly log: Logger;
}

const patienceMs = 1_000;

/** What operators and machines ask each process on a port of its own. Never public. */
export function createOps({ registry, ...of }: Health & { readonly registry: Registry }): Express {
  const app = express().disable('x-powered-by');
  app.use('/health', health(of));
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send(await registry.metrics());
  });
  app.all('/metrics', allow('GET', 'HEAD'));
  app.use(notFound, errors(of.log));
  return app;
}

/**
 * `live`: the loop turns; no dependency is asked, lest an outage of Redis restart the fleet. `ready`: started, not
 * draining, and what this process needs answers.
 */
export function health({ checks, phase, log }: Health): Router {
  const router = Router();
  router.get('/live', (_req, res) => void res.json({ state: 'live' }));
  router.get('/ready', async (_req, res) => {
    const found = Object.fromEntries(
      await Promise.all(
        Object.entries(checks).map(async ([name, check]) => [name, await run(name, check, log)] as const),
      ),
    );
    const ready = phase() === 'serving' && Object.values(found).every(({ ok }) => ok);
    res
      .status(ready ? 200 : 503)
      .set('cache-control', 'no-store')
      .json({ state: phase(), ready, checks: found });
  });
  router.all(['/live', '/ready'], allow('GET', 'HEAD'));
  return router;
}

/** Why a check failed goes to the log: the answer may be read by anybody. */
async function run(name: string, check: () => Promise<unknown>, log: Logger) {
  const startedAt = performance.now();
  const ok = await within(patienceMs, check()).then(
    () => true,
    (error: unknown) => {
      log.warn({ check: name, reason: scrub(error) }, 'a check failed');
      return false;
    },
  );
  return { ok, latency_ms: Math.round(performance.now() - startedAt) };
}
