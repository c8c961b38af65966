import type { Notice } from './objects.js';
import { note, type Shop } from './shop.js';

const dayMs = 24 * 3_600_000;
const timeoutMs = 10_000;

export interface Notifier {
  /** Sends what is due. */
  pump(): void;
  /** Sends any bytes, as somebody would who is not YooKassa. Answers the status, null without an answer. */
  forge(body: string): Promise<number | null>;
  close(): void;
}

/**
 * Tells the shop what happened until it answers exactly 200, for a day. YooKassa publishes no intervals: here
 * they double from two seconds to an hour.
 */
export function createNotifier(shop: Shop): Notifier {
  const underWay = new Set<string>();
  const closing = new AbortController();

  const send = async (notice: Notice): Promise<void> => {
    const { id, event, object } = notice;
    const body = JSON.stringify({ type: 'notification', event, object });
    const status = await post(shop.webhookUrl, body, closing.signal);
    if (closing.signal.aborted) return; // whoever restarts us sends it again
    note(shop, { kind: 'notification', what: `${event} ${object.id}`, status });
    if (status === 200) shop.notices.delete(id);
    else postpone(shop, notice);
  };

  return {
    pump() {
      for (const notice of shop.notices.values()) {
        if (notice.dueMs > shop.nowMs() || underWay.has(notice.id)) continue;
        underWay.add(notice.id);
        void send(notice).finally(() => underWay.delete(notice.id));
      }
    },
    forge: async (body) => post(shop.webhookUrl, body, closing.signal),
    close: () => closing.abort(),
  };
}

async function post(url: string | null, body: string, closing: AbortSignal): Promise<number | null> {
  if (url === null) return null;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null; // nobody there: the same as a refusal
  }
}

function postpone(shop: Shop, notice: Notice): void {
  const attempts = notice.attempts + 1;
  const dueMs = shop.nowMs() + Math.min(1_000 * 2 ** attempts, 3_600_000);
  if (dueMs - notice.sinceMs > dayMs) shop.notices.delete(notice.id);
  else shop.notices.set(notice.id, { ...notice, attempts, dueMs });
}
