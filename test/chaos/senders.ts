import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { senderHeader } from './points.js';

export interface Sender {
  /** The member of the fleet. */
  readonly by: string;
  readonly sentAt: number;
}

/** Who asks the sandbox, in this process, for what is happening just now; undefined for whoever is no member. */
export function watchSenders(): () => Sender | undefined {
  const sender = new AsyncLocalStorage<Sender | undefined>();
  subscribe('http.server.request.start', (message) => {
    const { headers } = (message as { readonly request: IncomingMessage }).request;
    const [by, sentAt] = headers[senderHeader]?.toString().split(' ') ?? [];
    sender.enterWith(by === undefined ? undefined : { by, sentAt: Number(sentAt) });
  });
  return () => sender.getStore();
}
