import type { ServerResponse } from 'node:http';
import { eventNames, type Events } from './events.js';

const heartbeatMs = 15_000;

/** Sends what happens as server-sent events, for one person or for all, until the onlooker leaves. */
export function stream(events: Events, personId: number | null, res: ServerResponse): void {
  res.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  res.write(': connected\n\n');
  const listeners = eventNames.map((name) => {
    const listener = (payload: { person: number }) => {
      if (personId !== null && payload.person !== personId) return;
      res.write(`event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`);
    };
    events.on(name, listener);
    return { name, listener };
  });
  const heartbeat = setInterval(() => res.write(': still here\n\n'), heartbeatMs);
  const end = () => res.end();
  events.once('close', end);
  res.on('close', () => {
    clearInterval(heartbeat);
    events.off('close', end);
    for (const { name, listener } of listeners) events.off(name, listener);
  });
}
