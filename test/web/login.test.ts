import { expect } from 'chai';
import { prefix } from '../../src/queue/topology.js';
import { cookieOf, credentials, serveBoard, type Board } from '../support/board.js';

describe('the login of the board', () => {
  let board: Board;
  beforeEach(async () => (board = await serveBoard()));
  afterEach(() => board.close());

  it('stands before everything', async () => {
    const page = await board.ask('/queues/');
    const asset = await board.ask('/queues/static/images/logo.svg');
    const api = await board.ask('/queues/api/queues');
    const forged = await board.ask('/queues/api/queues', { headers: { 'x-board-user': 'admin' } });

    expect([page.status, page.headers.get('location')]).to.deep.equal([303, '/queues/login']);
    expect([asset.status, api.status, forged.status]).to.deep.equal([303, 401, 401]);
  });

  it('lets in who knows the name and the password, with a cookie that no script and no other site gets', async () => {
    const answer = await board.signIn(credentials.password);

    expect([answer.status, answer.headers.get('location')]).to.deep.equal([303, '/queues/']);
    expect(answer.headers.get('set-cookie')).to.match(
      /^board=[\w-]{43}; Path=\/queues; HttpOnly; SameSite=Strict$/,
    );
    const page = await board.ask('/queues/', { headers: { cookie: cookieOf(answer) } });
    expect(page.status).to.equal(200);
    expect(page.headers.get('content-security-policy')).to.contain("default-src 'none'");
  });

  it('gives a cookie that never leaves https, where the proxy says that it was https', async () => {
    const https = { 'x-forwarded-proto': 'https' };
    const answer = await board.signIn(credentials.password, https);
    const cookie = cookieOf(answer);

    expect(answer.headers.get('set-cookie')).to.match(/^__Secure-board=[\w-]{43}; .*Secure/);
    expect((await board.ask('/queues/', { headers: { ...https, cookie } })).status).to.equal(200);
    expect((await board.ask('/queues/', { headers: { cookie } })).status).to.equal(303);
  });

  it('keeps out a wrong password and a wrong name, without saying which', async () => {
    const wrong = await board.signIn('wrong');
    const unnamed = await board.ask('/queues/login', {
      method: 'POST',
      headers: { origin: board.origin },
      body: new URLSearchParams({ user: 'root', password: credentials.password }),
    });

    expect([wrong.status, unnamed.status]).to.deep.equal([401, 401]);
    expect(await wrong.text()).to.equal(await unnamed.text());
    expect(wrong.headers.get('set-cookie')).to.equal(null);
  });

  it('takes five attempts from an address, also when they come at once, and none of them locks out another', async () => {
    const from = { 'x-forwarded-for': '203.0.113.1' };
    const answers = await Promise.all(Array.from({ length: 12 }, () => board.signIn('wrong', from)));
    const right = await board.signIn(credentials.password, from);
    const another = await board.signIn(credentials.password, { 'x-forwarded-for': '203.0.113.2' });

    expect(answers.filter(({ status }) => status === 401)).to.have.length(5);
    expect(answers.filter(({ status }) => status === 429)).to.have.length(7);
    expect(right.status).to.equal(429);
    expect(Number(right.headers.get('retry-after'))).to.be.within(600, 900);
    expect(another.status).to.equal(303);
  });

  it('counts what one can buy by the million, addresses of one IPv6 network, as one', async () => {
    const statuses: number[] = [];
    for (let n = 1; n <= 6; n += 1) {
      const answer = await board.signIn('wrong', { 'x-forwarded-for': `2001:db8:1:2::${n}` });
      statuses.push(answer.status);
    }

    expect(statuses).to.deep.equal([401, 401, 401, 401, 401, 429]);
  });

  it('is not fooled by a form of another site', async () => {
    const statuses = [];
    for (const headers of [
      { origin: 'https://evil.example.com' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      statuses.push((await board.signIn(credentials.password, headers)).status);
    }
    const nowhere = await board.ask('/queues/login', { method: 'POST', body: 'user=admin' });

    expect([...statuses, nowhere.status]).to.deep.equal([403, 403, 403, 403, 403]);
  });

  it('ends with a sign-out', async () => {
    const headers = await board.signedIn();
    const out = await board.ask('/queues/logout', { method: 'POST', headers });

    expect(out.status).to.equal(303);
    expect((await board.ask('/queues/', { headers })).status).to.equal(303);
  });

  it('ends after half an hour of rest, and with the password that opened it', async () => {
    const headers = await board.signedIn();
    const [key = ''] = await board.opened.redis.keys(`${prefix}:session:*`);

    expect(await board.opened.redis.ttl(key)).to.be.within(1_790, 1_800);
    expect(key).not.to.contain(headers['cookie']?.split('=')[1]);
    const changed = await serveBoard({ password: 'another good password', empty: false });
    const answer = await changed.ask('/queues/', { headers });
    await changed.close();
    expect(answer.status).to.equal(303);
  });

  it('says so when Redis is away, and lets nobody in', async () => {
    const away = await serveBoard({ url: 'redis://127.0.0.1:1' });
    const answers = [
      await away.ask('/queues/'),
      await away.ask('/queues/api/queues'),
      await away.signIn(credentials.password),
    ];
    await away.close();

    expect(answers.map(({ status }) => status)).to.deep.equal([503, 503, 503]);
    expect(await answers[0]?.text()).to.contain('Redis does not answer');
  });
});
