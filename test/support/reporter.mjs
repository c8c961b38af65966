import Mocha from 'mocha';
import { interrupted } from './interruption.ts';

/** Mocha's own report, closed by a line that scripts can read. */
export default class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    interrupted.addEventListener('abort', () => stop(runner));
  }

  epilogue() {
    super.epilogue();
    console.log(`${this.stats.passes} passed, ${this.stats.failures} failed`);
  }
}

const leave = () => setImmediate(() => process.exit(130));

/** What is under way need not come to its end; the hooks that end what was started do. Nothing else is waited for. */
function stop(runner) {
  if (runner.state === 'stopped') {
    leave();
    return;
  }
  runner.once('end', leave).abort();
  const { currentRunnable: current } = runner;
  const isHook = current?.title.startsWith('"after');
  if (current && current.duration === undefined && !isHook) current.timeout(1);
}
