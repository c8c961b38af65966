import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { note, type Diary } from './journal.js';
import { keep } from './keep.js';

/** A notification that nobody has acknowledged yet; plain JSON. */
export interface Notice<Subject> {
  readonly id: string;
  readonly event: string;
  /** As it was when the event happened. */
  readonly object: Subject;
  readonly sinceMs: number;
  readonly dueMs: number;
  readonly attempts: number;
}

/** A request to the shop. A body that is empty goes by GET, with what is in the query. */
export interface Letter {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly query?: string;
}

/** What goes wrong with notifications: told never, several times, or later than they happened. */
export const deliverySchema = z.object({
  mode: z.enum(['normal', 'lost', 'duplicate', 'late']),
  copies: z.int().min(1).max(100).default(2),
  delayMs: z.int().min(0).default(0),
});
export type Delivery = z.output<typeof deliverySchema>;

/** How this service tells a shop what happened. */
export interface Manners<Subject> {
  /** Made anew for each attempt: some sign the time. */
  compose(event: string, object: Subject, nowMs: number): Letter;
  accepts(status: number, body: string): boolean;
  /** How long after its `attempts`-th failure it is sent again, `ageMs` after it happened; null gives it up. */
  againMs(attempts: number, ageMs: number): number | null;
}

/** Where notices wait, and to whom they go. */
export interface Outgoing<Subject> extends Diary {
  readonly notices: Map<string, Notice<Subject>>;
  webhookUrl: string | null;
  delivery: Delivery;
}

export type Notifier<Subject extends { readonly id: string }> = ReturnType<typeof createNotifier<Subject>>;

const timeoutMs = 10_000;

/** Tells the shop what happened until it is acknowledged, or no more is owed. */
export function createNotifier<Subject extends { readonly id: string }>(
  out: Outgoing<Subject>,
  manners: Manners<Subject>,
) {
  const underWay = new Set<string>();
  const closing = new AbortController();

  const send = async (notice: Notice<Subject>): Promise<void> => {
    const { id, event, object } = notice;
    const answer = await post(out.webhookUrl, manners.compose(event, object, out.nowMs()), closing.signal);
    if (closing.signal.aborted) return; // whoever restarts us sends it again
    note(out, { kind: 'notification', what: `${event} ${object.id}`, status: answer?.status ?? null });
    if (answer && manners.accepts(answer.status, answer.body)) out.notices.delete(id);
    else postpone(notice);
  };

  const postpone = (notice: Notice<Subject>): void => {
    const attempts = notice.attempts + 1;
    const againMs = manners.againMs(attempts, out.nowMs() - notice.sinceMs);
    if (againMs === null) out.notices.delete(notice.id);
    else out.notices.set(notice.id, { ...notice, attempts, dueMs: out.nowMs() + againMs });
  };

  const pump = (): void => {
    for (const notice of out.notices.values()) {
      if (notice.dueMs > out.nowMs() || underWay.has(notice.id)) continue;
      underWay.add(notice.id);
      void send(notice).finally(() => underWay.delete(notice.id));
    }
  };

  return {
    /** Sends what is due. */
    pump,

    /** Owes the shop a notification, as often and as late as faults want it. */
    tell(event: string, object: Subject, { mode, copies, delayMs }: Delivery = out.delivery): void {
      if (mode === 'lost' || out.webhookUrl === null) {
        note(out, { kind: 'notification', what: `${event} ${object.id}`, status: null, note: 'lost' });
        return;
      }
      const sinceMs = out.nowMs();
      const dueMs = mode === 'late' ? sinceMs + delayMs : sinceMs;
      for (let copy = 0; copy < (mode === 'duplicate' ? copies : 1); copy += 1) {
        const id = randomUUID();
        keep(out.notices, id, { id, event, object, sinceMs, dueMs, attempts: 0 });
      }
      setImmediate(pump);
    },

    /** Sends any bytes, as somebody would who is not the service. Answers the status, null without an answer. */
    forge: async (body: string): Promise<number | null> =>
      (await post(out.webhookUrl, { headers: { 'content-type': 'application/json' }, body }, closing.signal))
        ?.status ?? null,

    close: (): void => closing.abort(),
  };
}

async function post(
  url: string | null,
  { headers, body, query }: Letter,
  closing: AbortSignal,
): Promise<{ status: number; body: string } | null> {
  if (url === null) return null;
  try {
    const response = await fetch(query === undefined ? url : `${url}?${query}`, {
      method: body === '' && query !== undefined ? 'GET' : 'POST',
      headers,
      ...(body !== '' && { body }),
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(timeoutMs)]),
    });
    return { status: response.status, body: await response.text() };
  } catch {
    return null; // nobody there: the same as a refusal
  }
}
