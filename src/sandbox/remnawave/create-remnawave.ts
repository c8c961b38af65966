import { Router } from 'express';
import { expireUsers } from './accounts.js';
import { api, type Entry } from './api.js';
import { control } from './control.js';
import { deviceRoutes } from './device-routes.js';
import { Faults } from './faults.js';
import { install } from './installation.js';
import { listRoutes } from './list-routes.js';
import { Pace } from './pace.js';
import { Ring } from './ring.js';
import { freshState, type Grant, type RemnawaveState, type WebhookTarget } from './state.js';
import { subscriptionPage } from './subscription-page.js';
import { systemRoutes } from './system-routes.js';
import type { Users } from './users.js';
import { usageRoutes } from './usage-routes.js';
import { userRoutes } from './user-routes.js';
import { generationOf, newest, versionSchema } from './version.js';
import { Webhooks, type Delivery } from './webhooks.js';

export interface RemnawaveOptions {
  /** The API token that may do everything. */
  readonly token: string;
  /** Where the router is mounted, as clients reach it: links are `<publicUrl>/sub/<short uuid>`. */
  readonly publicUrl: string;
  /** Like 2.7.4, over the state's own; the newest when neither says. */
  readonly version?: string;
  /** Over the state's own, when given. */
  readonly webhook?: WebhookTarget;
  /** What `snapshot` gave. */
  readonly state?: RemnawaveState;
  readonly now?: () => Date;
  /** Between two attempts at a webhook; a real panel waits 5,000. */
  readonly webhookRetryMs?: number;
}

export interface Remnawave {
  readonly router: Router;
  readonly control: Router;
  readonly users: Users;
  /** The newest webhooks, with what each attempt at them was answered. */
  deliveries(): readonly Delivery[];
  /** All that survives a restart, as JSON. Faults, the journal and unsent webhooks do not. */
  snapshot(): RemnawaveState;
  close(): void;
}

/** A real panel looks for ends that have passed every 30 s; until then an expired account is active. */
const watchMs = 30_000;

/** An emulated Remnawave, 3.3.2 or 2.7.4: answers the same to the same calls, as far as a shop makes them. */
export function createRemnawave(options: RemnawaveOptions): Remnawave {
  const { token, publicUrl, now = () => new Date(), webhookRetryMs = 5_000 } = options;
  const state = structuredClone(options.state ?? freshState(now()));
  const webhooks = new Webhooks(options.webhook ?? state.webhook, webhookRetryMs);
  const version = versionSchema.parse(options.version ?? state.version ?? newest);
  const panel = install(state, version, publicUrl, now, (scope, event, data) => {
    webhooks.send(scope, event, data, now());
  });
  const tokens = new Map<string, Grant>([[token, 'all']]);
  const [faults, pace, journal] = [new Faults(), new Pace(), new Ring<Entry>(500)];

  let watched = now().getTime();
  const watch = (): void => {
    watched = now().getTime();
    expireUsers(panel);
  };
  const watchWhenDue = (): void => {
    if (now().getTime() - watched >= watchMs) watch();
  };
  const timer = setInterval(watchWhenDue, watchMs / 10).unref();

  const routes = [
    ...listRoutes(panel),
    ...deviceRoutes(panel),
    ...usageRoutes(panel),
    ...systemRoutes(panel),
    ...userRoutes(panel),
  ];
  const done = async () => (webhooks.target?.beforeAnswer ? webhooks.told() : undefined);
  const router = Router().use(subscriptionPage(panel));
  const generation = () => generationOf(panel);
  router.use(api(routes, { tokens, faults, pace, journal, generation, now, watch: watchWhenDue, done }));

  return {
    router,
    control: control({ panel, faults, pace, journal, webhooks, tokens, watch }),
    users: panel.users,
    deliveries: () => webhooks.deliveries.newest(),
    snapshot: () =>
      structuredClone({
        version: panel.version,
        lastId: panel.users.lastId,
        users: [...panel.users.all()],
        devices: [...panel.devices.values()].flat(),
        squads: panel.squads,
        webhook: webhooks.target,
      }),
    close() {
      clearInterval(timer);
      webhooks.close();
    },
  };
}
