/** A call of each kind is waited for no longer: whoever makes one in a turn counts on it. */
export const callMs = { panel: 8_000, telegram: 8_000, provider: 30_000 } as const;

/** By how much a lease outlasts the call that is made under it: until a late one has landed. */
export const slackMs = 3_000;

/**
 * Aborts with `signal`, and after `ms` at the latest. The timer is our own: what `AbortSignal.timeout` gives is forgotten
 * within an `AbortSignal.any` as soon as garbage is collected, and then never aborts (nodejs/node#57736).
 */
export function deadline(ms: number, signal?: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const late = () => controller.abort(new DOMException(`not done within ${ms} ms`, 'TimeoutError'));
  setTimeout(late, ms).unref();
  return signal ? AbortSignal.any([signal, controller.signal]) : controller.signal;
}
