import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { deadline } from '../src/deadline.js';
import { until } from './support/until.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a deadline', () => {
  it('comes, whatever garbage is collected meanwhile', async () => {
    const signals = [deadline(1_000, new AbortController().signal), deadline(1_000)];
    const heard: string[] = [];
    signals[0]?.addEventListener('abort', () => heard.push('abort'));

    await until(() => {
      collectGarbage();
      return signals.every(({ aborted }) => aborted);
    });

    expect(heard).to.deep.equal(['abort']);
    expect(signals.map(({ reason }) => (reason as Error).name)).to.deep.equal([
      'TimeoutError',
      'TimeoutError',
    ]);
  });

  it('comes with the signal that it was given, if that is earlier', () => {
    const caller = new AbortController();
    const signal = deadline(60_000, caller.signal);
    expect(signal.aborted).to.equal(false);
    caller.abort('stopping');
    expect(signal.reason).to.equal('stopping');
  });
});
