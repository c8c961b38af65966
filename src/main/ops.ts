import type { App } from '../run-process.js';
import { listen } from '../web/listen.js';
import { createOps, type Checks } from '../web/ops.js';

/** Health and metrics of a process, on a port of its own. */
export async function serveOps({ config, metrics, phase, log, onClose }: App, checks: Checks): Promise<void> {
  const ops = createOps({ registry: metrics.registry, checks, phase, log });
  const { METRICS_HOST: host, metricsPort: port } = config;
  const server = await listen(ops, { host, port, drainMs: 0 });
  log.info({ port: server.port }, 'health and metrics');
  onClose('health and metrics', () => server.close());
}
