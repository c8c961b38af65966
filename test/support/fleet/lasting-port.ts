import { freePort } from '../../../scripts/services/process.js';

/** Below the ports that Linux gives to clients (32768 to 60999). */
const [first, last] = [20_000, 32_000];
let next = first + (process.pid % (last - first));

/**
 * A free port for a server that will be away for moments. One of the clients' own would not be safe: a client that
 * calls it while nobody listens may be given the very same port, be connected to itself, and keep the server out.
 */
export async function lastingPort(): Promise<number> {
  for (let tries = 0; tries < last - first; tries++) {
    const port = (next = next >= last ? first : next + 1);
    if ((await freePort(port)) === port) return port;
  }
  throw new Error(`no port is free from ${first} to ${last}`);
}
