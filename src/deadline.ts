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
