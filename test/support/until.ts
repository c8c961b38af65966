import { setTimeout as sleep } from 'node:timers/promises';

type Look<Found> = Found | null | undefined | false;

/** Looks again and again until it is so, or there; answers what was found. Throws after `ms`, saying `what` was so then. */
export async function until<Found>(
  look: () => Look<Found> | Promise<Look<Found>>,
  ms = 15_000,
  what: string | (() => string | Promise<string>) = `it never came to be: ${String(look)}`,
): Promise<Found> {
  const deadline = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(typeof what === 'string' ? what : await what());
    await sleep(10);
  }
}
