const interruption = new AbortController();
// Mocha would end without its hooks, and leave behind what the tests have started. Its own starter sends two signals.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => interruption.abort(signal));

/** Aborts when somebody stops the tests. */
export const interrupted = interruption.signal;
