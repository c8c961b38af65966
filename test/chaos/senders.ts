import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { senderHeader } from './points.js';

/** Who asks the sandbox, in this process, for what is happening just now: a member's name; undefined for anybody else. */
export function watchSenders(): () => string | undefined {
  const sender = new AsyncLocalStorage<string | undefined>();
  subscribe('http.server.request.start', (message) => {
    const { headers } = (message as { readonly request: IncomingMessage }).request;
    sender.enterWith(headers[senderHeader]?.toString());
  });
  return () => sender.getStore();
}
