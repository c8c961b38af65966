import { expect } from 'chai';
import { watchMailboxes } from '../../src/queue/watch-mailboxes.js';
import { until } from '../support/until.js';
import { gate } from './open-mail.js';

describe('the watch over mailboxes', () => {
  it('looks again and again, never beside itself, also after a look that failed', async () => {
    const slow = gate();
    const faults: unknown[] = [];
    let [begun, atOnce, most] = [0, 0, 0];
    const look = async (): Promise<number> => {
      begun += 1;
      most = Math.max(most, (atOnce += 1));
      if (begun === 1) await slow.opened;
      atOnce -= 1;
      if (begun === 1) throw new Error('no Redis');
      return 0;
    };
    const end = watchMailboxes({ wakeForgotten: look }, (error) => void faults.push(error), 0.001);
    let ticks = 0;
    const clock = setInterval(() => (ticks += 1), 500);
    try {
      await until(() => ticks === 4);
      expect(begun).to.equal(1);
      slow.open();
      await until(() => begun >= 3);
    } finally {
      clearInterval(clock);
      end();
    }
    expect(most).to.equal(1);
    expect(faults).to.have.length(1);
  });
});
