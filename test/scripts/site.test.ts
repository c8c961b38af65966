import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { openSite } from '../../scripts/run/site.js';
import { processesWith } from '../support/left.js';
import { startPrivateRedis } from '../support/fleet/private-redis.js';

describe('the site of a run', () => {
  const failure = (promise: Promise<unknown>) => promise.then(String, String);

  it('ends what was opened, newest first, once', async () => {
    const site = openSite();
    const ended: string[] = [];
    for (const name of ['first', 'second'])
      await site.open(
        () => name,
        (opened) => ended.push(opened),
      );

    await Promise.all([site.clear(), site.clear()]);

    expect(ended).to.deep.equal(['second', 'first']);
  });

  it('waits for what is still being opened, ends it, and tells whoever opened it that the run is over', async () => {
    const site = openSite();
    const starting = new EventEmitter();
    const ended: string[] = [];
    const opened = failure(
      site.open(
        () => once(starting, 'started'),
        ([it]) => ended.push(String(it)),
      ),
    );
    const cleared = site.clear(new Error('stopped'));

    starting.emit('started', 'a server');
    await cleared;

    expect(ended).to.deep.equal(['a server']);
    expect(await opened).to.equal('Error: stopped');
  });

  it('opens nothing once the run is over, nor once the run is that it is a part of', async () => {
    const whole = openSite();
    const part = openSite(whole.signal);
    let count = 0;
    await whole.clear(new Error('over'));

    for (const site of [whole, part])
      expect(await failure(site.open(() => (count += 1)))).to.equal('Error: over');
    expect(count).to.equal(0);
  });

  it('ends the rest also where one does not end, and says so', async () => {
    const site = openSite();
    const ended: string[] = [];
    await site.open(
      () => 'a server',
      (it) => ended.push(it),
    );
    await site.open(
      () => 'a child',
      () => Promise.reject(new Error('it hangs')),
    );

    expect(await failure(site.clear())).to.equal('Error: it hangs');
    expect(ended).to.deep.equal(['a server']);
  });

  it('stops a server for good, also while somebody starts it again', async () => {
    const redis = await startPrivateRedis();
    const port = new URL(redis.url).port;
    await redis.kill();
    const again = redis.start();

    await redis.stop();

    await again;
    expect(processesWith(`127.0.0.1:${port}`)).to.deep.equal([]);
    expect(await failure(redis.start())).to.equal('Error: Redis was stopped for good');
  });
});
