import type { Mailbox } from './mailbox.js';

/** A person whose update waits so long has a drain that died, or was lost. */
const forgottenMs = 10_000;
const everyMs = 5_000;

/** Wakes forgotten drains until it is ended, one look at a time: while Redis is slow, looks do not pile up. */
export function watchMailboxes(
  { wakeForgotten }: Pick<Mailbox, 'wakeForgotten'>,
  failed: (error: unknown) => void,
  scale = 1,
): () => void {
  let looking: Promise<unknown> | undefined;
  const look = (): void => {
    looking ??= wakeForgotten(forgottenMs * scale)
      .catch(failed)
      .finally(() => (looking = undefined));
  };
  const watch = setInterval(look, Math.max(500, everyMs * scale));
  return () => clearInterval(watch);
}
