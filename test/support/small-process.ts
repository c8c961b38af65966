import { setInterval } from 'node:timers';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartFault } from '../../src/retry-at-start.js';
import { correlated } from '../../src/correlation.js';
import { runProcess } from '../../src/run-process.js';

function standStill(): never {
  for (;;);
}

/** A member of the fleet that does nothing but what its argument says. */
const behaviour = process.argv[2];

await runProcess('small', async ({ onClose, retryAtStart, config, reporter }) => {
  const alive = setInterval(() => {}, 1_000);
  onClose('first', async () => {
    clearInterval(alive);
    process.stdout.write('closed first\n');
  });
  onClose('second', async () => {
    if (behaviour === 'slow') await sleep(60_000);
    process.stdout.write('closed second\n');
    if (behaviour === 'broken') throw new Error('it does not close');
  });
  if (behaviour === 'hung') setTimeout(standStill, 100);
  if (behaviour === 'misplaced') throw new StartFault('run npm run migrate');
  if (behaviour === 'failing') throw new Error(`no such host, token ${config.BOT_TOKEN}`);
  if (behaviour === 'away') await retryAtStart('Redis', () => Promise.reject(new Error('refused')));
  if (behaviour === 'loaded') process.exit('__SENTRY__' in globalThis ? 3 : 0); // its mark
  if (behaviour === 'calling') {
    const url = `${config.TELEGRAM_API_ROOT}/bot${config.BOT_TOKEN}/getMe`;
    const answer = await reporter.trace('small.job', () => fetch(url, { method: 'POST', body: 'x' }));
    const heard = answer.headers.get('x-heard') ?? undefined;
    await correlated('update-17', async () => {
      const cause = new Error(`POST /bot${config.BOT_TOKEN}/getMe failed`);
      reporter.report(new Error('it was in vain', { cause }), { heard });
    });
    process.kill(process.pid, 'SIGTERM');
  }
  if (behaviour === 'throwing')
    setTimeout(() => void Promise.reject(new Error(`with ${config.BOT_TOKEN}`)), 50);
});
