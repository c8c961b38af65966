import type { Redis } from 'ioredis';
import { madeSecret } from '../../../src/config/bot.js';
import { isSecret } from '../../../src/config/fault.js';
import { shapes } from '../../../src/config/groups.js';
import { made } from '../../../src/main/demo/environment.js';
import type { Shop } from './shop.js';

/** Everything that must not be seen, by what it is: the settings' secrets, and the links to people's access. */
export function secretsOf({ sandbox }: Pick<Shop, 'sandbox'>): Record<string, string> {
  const links = [...sandbox.remnawave.users.all()].map(
    (user) => [`the link of ${user.username}`, user.shortUuid] as const,
  );
  return {
    'the bot token': made.token,
    'half of the bot token': made.token.split(':')[1] ?? '',
    'the secret of Telegram’s webhook': madeSecret(made.token),
    'the panel’s key': made.panelToken,
    'the secret of the panel’s webhook': made.panelSecret,
    'the shop’s key': made.shopKey,
    'the shop’s key as it travels': Buffer.from(`${made.shopId}:${made.shopKey}`).toString('base64'),
    'the password of the board': made.board.password,
    ...Object.fromEntries(links),
  };
}

/** Every variable that holds a secret. */
export const secretVariables: readonly string[] = Object.keys(shapes).filter((name) =>
  isSecret(name, shapes[name]),
);

/** What each of them holds: of an address its password, or the name that stands for one. */
export function canariesIn(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const held = secretVariables.map((name) => [name, canaryOf(env[name] ?? '')] as const);
  return Object.fromEntries(held.filter(([, canary]) => canary !== ''));
}

function canaryOf(value: string): string {
  if (!/^\w+:\/\//.test(value)) return value;
  const { username, password } = new URL(value);
  return password || username;
}

/** Which secrets a text holds, and around which words. */
export const secretsIn = (text: string, secrets: Readonly<Record<string, string>>): string[] =>
  Object.entries(secrets).flatMap(([name, secret]) => {
    const at = text.indexOf(secret);
    return at < 0 ? [] : [`${name}: …${text.slice(Math.max(0, at - 120), at)}`];
  });

/** All that Redis holds, as text. Read type by type, since DUMP packs long strings. */
export async function textOf(redis: Redis): Promise<string> {
  const texts: string[] = [];
  for await (const keys of redis.scanStream({ count: 500 })) {
    for (const key of keys as string[]) texts.push(`${key} ${JSON.stringify(await valueOf(redis, key))}`);
  }
  return texts.join('\n');
}

async function valueOf(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  if (type === 'string') return redis.get(key);
  if (type === 'hash') return redis.hgetall(key);
  if (type === 'list') return redis.lrange(key, 0, -1);
  if (type === 'set') return redis.smembers(key);
  if (type === 'zset') return redis.zrange(key, '0', '-1');
  if (type === 'stream') return redis.xrange(key, '-', '+');
  return type; // it expired meanwhile
}
