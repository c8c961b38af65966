import { expect } from 'chai';
import { startEmulator, type Emulator } from './emulator.js';

describe('a fault ordered from the emulated Remnawave', () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(async () => emulator.close());

  const order = (fault: Record<string, unknown>) => emulator.control('POST', '/faults', fault);
  const create = (username: string) =>
    emulator.call('POST', '/users', { username, expireAt: '2099-01-01T00:00:00Z' }).then(
      (response) => response.status,
      () => 'hung up',
    );
  const exists = (username: string) => emulator.panel.users.byName(username) !== undefined;

  const outcomes = {
    '500': { status: 500, done: false },
    '409': { status: 409, done: false },
    down: { status: 502, done: false },
    reset: { status: 'hung up', done: false },
    timeout: { status: 'hung up', done: false },
    lost: { status: 'hung up', done: true },
    slow: { status: 201, done: true },
  };
  for (const [kind, { status, done }] of Object.entries(outcomes)) {
    it(`of kind ${kind} ${done ? 'does' : 'does not do'} the deed and ends with ${status}, once`, async () => {
      await order({ kind, times: 1, ms: 50 });

      expect(await create('unlucky')).to.equal(status);
      expect(exists('unlucky')).to.equal(done);
      expect(await create('lucky')).to.equal(201);
    });
  }

  it('strikes only calls whose body holds the words that it is about', async () => {
    await order({ kind: '500', times: 1, holding: '"username":"unlucky"' });

    expect(await create('lucky')).to.equal(201);
    expect(await create('unlucky')).to.equal(500);
  });

  it('takes the time it was given', async () => {
    await order({ kind: 'slow', ms: 120, times: 1 });

    const startedAt = performance.now();
    await create('patient');

    expect(performance.now() - startedAt).to.be.greaterThan(110);
  });

  it('strikes what it matches, by method and path or by path alone', async () => {
    await order({ match: 'PATCH /api/users', kind: '500' });
    expect(await create('first')).to.equal(201);

    await order({ match: '/api/users', kind: '409' });
    expect(await create('second')).to.equal(409);
    expect((await emulator.call('GET', '/system/metadata')).status).to.equal(200);
  });

  it('lasts until it is deleted when it has no end', async () => {
    await order({ kind: 'down' });
    for (const name of ['first', 'second', 'third']) expect(await create(name)).to.equal(502);

    await emulator.control('DELETE', '/faults');

    expect(await create('fourth')).to.equal(201);
  });

  it('is refused when nobody knows it', async () => {
    expect((await order({ kind: 'earthquake' })).status).to.equal(400);
    expect((await order({ kind: '500', match: 'users' })).status).to.equal(400);
  });

  it('is seen in the journal, which holds the newest calls and no token', async () => {
    await order({ kind: 'lost', times: 1 });
    await create('unheard');
    await create('heard');

    const text = await (await emulator.control('GET', '/journal')).text();

    expect(JSON.parse(text)).to.have.property('requests').that.has.lengthOf(2);
    expect(text).to.include('"fault":"lost"').and.include('unheard').and.not.include('api-token');
  });
});
