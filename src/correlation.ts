import { AsyncLocalStorage } from 'node:async_hooks';

const current = new AsyncLocalStorage<string>();

/** What caused the work that goes on now: an update, a webhook, a tick. It travels with every promise made meanwhile. */
export const correlation = (): string | undefined => current.getStore();

export const correlated = <T>(id: string, work: () => T): T => current.run(id, work);
