import { Cluster, Redis, type RedisOptions } from 'ioredis';

/** Where a server listens. */
export interface Node {
  readonly host: string;
  readonly port: number;
}

/** Where Redis is: one server, the sentinels that know which one it is now, or nodes of a cluster. */
export interface RedisAddress {
  /** Says account, password, logical database and whether TLS is spoken; its host is only asked when nobody else is named. */
  readonly url: string;
  readonly sentinels?: readonly Node[];
  /** What the sentinels call the server. */
  readonly name?: string;
  readonly sentinelPassword?: string;
  /** Some nodes of a cluster; it names the others. */
  readonly nodes?: readonly Node[];
}

export type Connection = Redis | Cluster;

/** How one connection differs from the usual. */
export type Manner = Pick<RedisOptions, 'maxRetriesPerRequest' | 'commandTimeout' | 'enableOfflineQueue'>;

/** For workers and producers: a command waits until Redis is back. */
export const patient: Manner = { maxRetriesPerRequest: null };

/** BullMQ's own ladder waits up to 20 s; a fleet should be back sooner than people notice. */
const retryStrategy = (times: number): number => Math.min(times * 200, 2_000);

/**
 * Every connection of the product to Redis. It is made again for ever; after a failover it finds the new master by
 * itself. Attach an `error` listener.
 */
export function connect(to: string | RedisAddress, manner: Manner = patient): Connection {
  const address = typeof to === 'string' ? { url: to } : to;
  if (address.nodes) return connectCluster(address.nodes, address.url, manner);
  if (!address.sentinels) return new Redis(address.url, { ...manner, retryStrategy });
  const { url, sentinels, name = 'mymaster', sentinelPassword } = address;
  return new Redis({
    ...loginIn(url),
    ...manner,
    retryStrategy,
    name,
    sentinels: [...sentinels],
    sentinelRetryStrategy: retryStrategy,
    sentinelCommandTimeout: 2_000, // one that hangs is as good as gone: the next is asked
    ...(sentinelPassword !== undefined && { sentinelPassword }),
    ...(isSecure(url) && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    connectTimeout: 5_000,
    // A master that was demoted goes on taking writes of those who are still connected.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  });
}

function connectCluster(nodes: readonly Node[], url: string, manner: Manner): Cluster {
  const { enableOfflineQueue = true, ...forEach } = manner;
  const { db: _onlyZero, ...login } = loginIn(url);
  return new Cluster([...nodes], {
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    slotsRefreshTimeout: 2_000,
    redisOptions: { ...login, ...forEach, connectTimeout: 5_000 },
  });
}

/** What of an address is no place. */
function loginIn(url: string) {
  const { username, password, pathname } = new URL(url);
  return {
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 && { db: Number(pathname.slice(1)) }),
    ...(isSecure(url) && { tls: {} }),
  };
}

const isSecure = (url: string): boolean => url.startsWith('rediss:');

/** Whatever tells of itself. */
export type Informed = Pick<Redis, 'info'> | Cluster;

/** What INFO says, of every node that is written to. */
export async function infoOf(redis: Informed): Promise<readonly string[]> {
  const nodes = redis instanceof Cluster ? redis.nodes('master') : [redis];
  if (nodes.length === 0) throw new Error('no node of the cluster answers');
  return Promise.all(nodes.map((node) => node.info()));
}
