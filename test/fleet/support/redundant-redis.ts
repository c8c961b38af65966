import { freePort } from '../../../scripts/services/process.js';
import type { Environment } from '../../support/fleet/open-shop.js';
import { until } from '../../support/until.js';
import { keeping, password, startServer, type Server } from './redis-server.js';

/** A Redis that outlives the loss of one server. */
export interface RedundantRedis {
  /** What the fleet is told of it. */
  readonly env: Environment;
  /** kill -9 of the server that holds our keys. */
  readonly killMaster: () => Promise<void>;
  /** Another holds them now. */
  readonly hasFailedOver: () => Promise<boolean>;
  readonly stop: () => Promise<void>;
}

/** Only its login counts where others are named. */
const REDIS_URL = `redis://:${password}@nowhere.invalid:1/0`;
const addresses = (servers: readonly Server[]): string =>
  servers.map(({ port }) => `127.0.0.1:${port}`).join(', ');
const stopper = (servers: readonly Server[]) => async () =>
  void (await Promise.all(servers.map(({ stop }) => stop())));

/** A master, its replica, and three sentinels of which two must agree. */
export async function startSentinels(): Promise<RedundantRedis> {
  const master = await startServer(keeping);
  const replica = await startServer([...keeping, `replicaof 127.0.0.1 ${master.port}`]);
  await until(async () => (await replica.info()).includes('master_link_status:up'), 20_000, 'no replica');
  const watch = [
    `sentinel monitor shop 127.0.0.1 ${master.port} 2`,
    `sentinel auth-pass shop ${password}`,
    'sentinel down-after-milliseconds shop 1500',
    'sentinel failover-timeout shop 10000',
  ];
  const sentinels = await Promise.all([1, 2, 3].map(() => startServer(watch, { sentinel: true })));
  const sees = async ({ info }: Server) => /slaves=1,sentinels=3/.test(await info());
  await until(
    async () => (await Promise.all(sentinels.map(sees))).every(Boolean),
    30_000,
    'sentinels did not meet',
  );
  return {
    env: { REDIS_URL, REDIS_SENTINELS: addresses(sentinels), REDIS_SENTINEL_NAME: 'shop' },
    killMaster: () => master.kill(),
    // Sentinels end all connections of the one that they make master: also that of this question.
    hasFailedOver: async () => (await replica.info().catch(() => '')).includes('role:master'),
    stop: stopper([...sentinels, replica, master]),
  };
}

/** Three masters, and a replica of the one whose slots hold our keys. */
export async function startCluster(): Promise<RedundantRedis> {
  const start = async () =>
    startServer([
      ...keeping,
      'cluster-enabled yes',
      `cluster-port ${await freePort()}`,
      'cluster-node-timeout 2000',
    ]);
  const nodes = [await start(), await start(), await start()] as const;
  const ranges = [
    [0, 5_460],
    [5_461, 10_922],
    [10_923, 16_383],
  ] as const;
  for (const [n, node] of nodes.entries()) {
    await node.ask('cluster', 'set-config-epoch', n + 1);
    await node.ask('cluster', 'addslotsrange', ...ranges[n]!);
  }
  const replica = await start();
  const busOf = async ({ ask }: Server) =>
    String(((await ask('config', 'get', 'cluster-port')) as string[])[1]);
  for (const node of [...nodes.slice(1), replica]) {
    await nodes[0].ask('cluster', 'meet', '127.0.0.1', node.port, await busOf(node));
  }
  const all = [...nodes, replica];
  const isWhole = async ({ ask }: Server) =>
    /cluster_state:ok[\s\S]*cluster_known_nodes:4/.test(String(await ask('cluster', 'info')));
  await until(async () => (await Promise.all(all.map(isWhole))).every(Boolean), 30_000, 'nodes did not meet');

  const slot = Number(await nodes[0].ask('cluster', 'keyslot', '{2getpro}'));
  const owner = nodes[ranges.findIndex(([from, to]) => slot >= from && slot <= to)]!;
  await replica.ask('cluster', 'replicate', String(await owner.ask('cluster', 'myid')));
  await until(async () => (await replica.info()).includes('master_link_status:up'), 20_000, 'no replica');
  return {
    env: { REDIS_URL, REDIS_CLUSTER_NODES: addresses(nodes) },
    killMaster: () => owner.kill(),
    hasFailedOver: async () => (await replica.info()).includes('role:master'),
    stop: stopper(all),
  };
}
