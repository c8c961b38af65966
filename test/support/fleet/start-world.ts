import { made } from '../../../src/main/demo/environment.js';
import type { Jobs } from '../../../src/sandbox/job-feed.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/server.js';

/** The outside world of a shop whose webhooks come in at `edgeUrl`. */
export const startWorld = (edgeUrl: string, jobs: Jobs): Promise<Sandbox> =>
  startSandbox({
    port: 0,
    token: made.token,
    username: made.username,
    panel: { token: made.panelToken, webhookSecret: made.panelSecret },
    yookassa: { shopId: made.shopId, secretKey: made.shopKey, fiscalization: true },
    shopUrl: edgeUrl,
    info: () => ({ title: '2GETPRO', bot: { username: made.username, name: '2GETPRO VPN' }, links: [] }),
    jobs,
  });
