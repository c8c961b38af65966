/** Preloaded into a fleet: on SIGUSR2 its loop stands still for ever, as a job with an endless loop makes it. */
process.on('SIGUSR2', () => {
  for (;;);
});
