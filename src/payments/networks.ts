import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { InvalidSignature, type Delivery } from '../webhook.js';

type Network = ReturnType<typeof ipaddr.parseCIDR>;

/** A setting: networks that a provider calls from. "any" or nothing lets everybody in. */
export const networks = (published: string) =>
  z
    .string()
    .refine((list) => networksOf(list) !== undefined, 'expected networks like 185.71.76.0/27, or "any"')
    .default(published);

/** Refuses who is not on the list, which must be one that `networks` took. */
export function createFilter(provider: string, list: string): (delivery: Pick<Delivery, 'ip'>) => void {
  const known = networksOf(list);
  return ({ ip }) => {
    if (known === null) return;
    if (!isIP(ip)) throw new InvalidSignature('not an address', { provider });
    const sender = ipaddr.process(ip); // unwraps ::ffff:1.2.3.4
    const isKnown = known?.some(
      ([network, bits]) => network.kind() === sender.kind() && sender.match(network, bits),
    );
    if (!isKnown) throw new InvalidSignature('an address off the list', { provider, ip });
  };
}

/** Null lets everybody in; undefined is a list that cannot be read. */
function networksOf(list: string): readonly Network[] | null | undefined {
  const texts = list
    .split(',')
    .map((text) => text.trim())
    .filter(Boolean);
  if (texts.length === 0 || list.trim() === 'any') return null;
  try {
    return texts.map((text) => {
      if (text.includes('/')) return ipaddr.parseCIDR(text);
      const single = ipaddr.parse(text);
      return [single, single.kind() === 'ipv4' ? 32 : 128];
    });
  } catch {
    return undefined;
  }
}
