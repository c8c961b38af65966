import express, { Router, type Request } from 'express';
import { z } from 'zod';
import { useTraffic } from './accounts.js';
import type { Entry } from './api.js';
import { addDevice } from './device-routes.js';
import { faultSchema, type Faults } from './faults.js';
import { userView, type Installation } from './installation.js';
import { paceSchema, type Pace } from './pace.js';
import type { Ring } from './ring.js';
import type { Grant, User } from './state.js';
import { versionSchema } from './version.js';
import type { Webhooks } from './webhooks.js';

export interface Controlled {
  readonly panel: Installation;
  readonly faults: Faults;
  readonly pace: Pace;
  readonly journal: Ring<Entry>;
  readonly webhooks: Webhooks;
  readonly tokens: Map<string, Grant>;
  /** The panel's watch over passed ends, at once. */
  readonly watch: () => void;
}

const webhookSchema = z
  .object({ url: z.url(), secret: z.string().min(1), beforeAnswer: z.boolean().default(false) })
  .nullable();
const repeatSchema = z
  .object({ count: z.number().int().min(1).max(200).default(1), forged: z.boolean().default(false) })
  .default({ count: 1, forged: false });
const tokenSchema = z.object({ token: z.string(), grant: z.enum(['all', 'read', 'deleted', 'admin']) });
const upgradeSchema = z.object({ version: versionSchema });
const usageSchema = z.object({
  usedTrafficBytes: z.number().int().min(0),
  byDay: z.record(z.iso.date(), z.number().int().min(0)).optional(),
});
const deviceSchema = z.object({
  hwid: z.string(),
  platform: z.string().optional(),
  osVersion: z.string().optional(),
  deviceModel: z.string().optional(),
});

/** What no panel offers: a look inside, a hand on the data, and things that go wrong to order. */
export function control(controlled: Controlled): Router {
  const { panel, journal, webhooks, watch } = controlled;
  const router = Router().use(express.json({ strict: false }));
  addSettings(router, controlled);

  router.get('/users', (_, response) => {
    response.json([...panel.users.all()].map((user) => userView(panel, user)));
  });
  router.get('/journal', (_, response) => {
    response.json({ requests: journal.newest(), deliveries: webhooks.deliveries.newest() });
  });
  controlMishaps(router, controlled);
  router.post('/users/:id/usage', (request, response) => {
    const { usedTrafficBytes, byDay } = usageSchema.parse(request.body);
    const user = userOf(panel, request);
    response.json(userView(panel, useTraffic(panel, user, usedTrafficBytes, byDay)));
  });
  router.post('/users/:id/devices', (request, response) => {
    const userId = userOf(panel, request).id;
    response.status(201).json(addDevice(panel, { userId, ...deviceSchema.parse(request.body) }));
  });
  router.post('/webhooks/repeat', async (request, response) => {
    const { count, forged } = repeatSchema.parse(request.body);
    response.json({ statuses: await webhooks.repeat(count, forged) });
  });
  router.post('/watch', (_, response) => {
    watch();
    response.status(204).end();
  });
  router.use(onFault);
  return router;
}

/** What its operator sets up. */
function addSettings(router: Router, { panel, tokens, webhooks }: Controlled): void {
  router.put('/tokens', (request, response) => {
    const { token, grant } = tokenSchema.parse(request.body);
    tokens.set(token, grant);
    response.status(204).end();
  });
  router.put('/version', (request, response) => {
    panel.version = upgradeSchema.parse(request.body).version;
    response.status(204).end();
  });
  router.put('/webhook', (request, response) => {
    webhooks.target = webhookSchema.parse(request.body);
    response.status(204).end();
  });
}

/** What goes wrong, and how slowly the rest goes. */
function controlMishaps(router: Router, { faults, pace }: Controlled): void {
  router.get('/faults', (_, response) => {
    response.json(faults.list());
  });
  router.post('/faults', (request, response) => {
    faults.order(faultSchema.parse(request.body));
    response.status(201).json(faults.list());
  });
  router.delete('/faults', (_, response) => {
    faults.clear();
    response.status(204).end();
  });
  router.put('/pace', (request, response) => {
    pace.set(paceSchema.parse(request.body));
    response.status(204).end();
  });
}

function userOf(panel: Installation, { params }: Request): User {
  const user = panel.users.byId(Number(params['id']));
  if (!user) throw new RangeError('there is no such account');
  return user;
}

const onFault: express.ErrorRequestHandler = (error: Error, _request, response, _next) => {
  response.status(error instanceof RangeError ? 404 : 400).json({ error: error.message });
};
