import { z } from 'zod';
import type { RedisAddress } from '../queue/connect.js';
import { list, port, text, url, whole } from './fields.js';

const postgres = url(/^postgres(ql)?:$/, 'an address like postgres://user:password@host:5432/database');
const redis = url(/^rediss?:$/, 'an address like redis://:password@host:6379/0');
const host = text(/^[\w.:[\]-]{1,253}$/, 'a host name or an address');
const anything = z.string();

/** "redis-1:6379", as an address in two parts. */
const node = text(/^(\[[\da-fA-F:]+\]|[\w.-]{1,253}):\d{1,5}$/, 'addresses like host:6379').transform(
  (given) => {
    const at = given.lastIndexOf(':');
    return { host: given.slice(0, at).replace(/^\[|\]$/g, ''), port: Number(given.slice(at + 1)) };
  },
);
const nodes = () => list(node, 'addresses like host:6379, separated by commas');

export const stores = z.object({
  DATABASE_URL: postgres.meta({
    about: 'PostgreSQL 15 or newer',
    example: 'postgres://getpro:CHANGEME@localhost:5432/getpro',
    secret: true,
  }),
  DATABASE_OWNER_URL: postgres.optional().meta({
    about: 'The same as the owner of the tables, for migrations, where the application’s role is another',
    example: 'postgres://owner:CHANGEME@localhost:5432/getpro',
    secret: true,
  }),
  REDIS_URL: redis.meta({
    about: 'Redis 7, Valkey 8 or newer, with maxmemory-policy noeviction',
    example: 'redis://:CHANGEME@localhost:6379/0',
    secret: true,
  }),
  REDIS_SENTINELS: nodes().optional().meta({
    about:
      'Sentinels that know which Redis is the master; then the host in REDIS_URL does not count, its rest does',
    example: 'sentinel-1:26379,sentinel-2:26379,sentinel-3:26379',
  }),
  REDIS_SENTINEL_NAME: anything
    .default('mymaster')
    .meta({ about: 'What the sentinels call the master', example: 'mymaster' }),
  REDIS_SENTINEL_PASSWORD: anything
    .optional()
    .meta({ about: 'Password of the sentinels themselves', example: 'CHANGEME', secret: true }),
  REDIS_CLUSTER_NODES: nodes().optional().meta({
    about: 'Some nodes of a Redis Cluster; then the host in REDIS_URL does not count, its rest does',
    example: 'redis-1:6379,redis-2:6379,redis-3:6379',
  }),
});

/** The first generation gave an address in parts. They count where the address itself is absent. */
export const storeParts = z.object({
  POSTGRES_HOST: host.default('localhost').meta({ about: 'Part of DATABASE_URL', example: 'localhost' }),
  POSTGRES_PORT: port().default(5432).meta({ about: 'Part of DATABASE_URL', example: '5432' }),
  POSTGRES_DB: anything.default('vpn_shop_db').meta({ about: 'Part of DATABASE_URL', example: 'getpro' }),
  POSTGRES_USER: anything.default('user').meta({ about: 'Part of DATABASE_URL', example: 'getpro' }),
  POSTGRES_PASSWORD: anything
    .optional()
    .meta({ about: 'Part of DATABASE_URL', example: 'CHANGEME', secret: true }),
  REDIS_HOST: host.default('localhost').meta({ about: 'Part of REDIS_URL', example: 'localhost' }),
  REDIS_PORT: port().default(6379).meta({ about: 'Part of REDIS_URL', example: '6379' }),
  REDIS_DB: whole(0, 1_000).default(0).meta({ about: 'Part of REDIS_URL', example: '0' }),
  REDIS_PASSWORD: anything.optional().meta({ about: 'Part of REDIS_URL', example: 'CHANGEME', secret: true }),
});

type Parts = z.output<typeof storeParts>;

/** What `connect` wants. */
export const redisAddressOf = (given: z.output<typeof stores>): RedisAddress => ({
  url: given.REDIS_URL,
  ...(given.REDIS_SENTINELS && { sentinels: given.REDIS_SENTINELS, name: given.REDIS_SENTINEL_NAME }),
  ...(given.REDIS_SENTINEL_PASSWORD !== undefined && { sentinelPassword: given.REDIS_SENTINEL_PASSWORD }),
  ...(given.REDIS_CLUSTER_NODES && { nodes: given.REDIS_CLUSTER_NODES }),
});

export const databaseUrlOf = (parts: Parts): string =>
  `postgres://${login(parts.POSTGRES_USER, parts.POSTGRES_PASSWORD)}` +
  `${parts.POSTGRES_HOST}:${parts.POSTGRES_PORT}/${encodeURIComponent(parts.POSTGRES_DB)}`;

export const redisUrlOf = (parts: Parts): string =>
  `redis://${parts.REDIS_PASSWORD === undefined ? '' : login('', parts.REDIS_PASSWORD)}` +
  `${parts.REDIS_HOST}:${parts.REDIS_PORT}/${parts.REDIS_DB}`;

const login = (user: string, password: string | undefined): string =>
  `${encodeURIComponent(user)}${password === undefined ? '' : `:${encodeURIComponent(password)}`}@`;
