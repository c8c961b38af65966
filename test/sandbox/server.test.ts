import { once } from 'node:events';
import { get } from 'node:http';
import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Jobs } from '../../src/sandbox/job-feed.js';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.js';
import { until } from '../support/until.js';

const token = '4242:server-test';
const yookassa = { shopId: '100500', secretKey: 'test_key' };
/** A real panel hangs up on those who did not come by its proxy. */
const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' };
const panelHeaders = { authorization: 'Bearer panel', ...proxied };
const account = { username: 'tg_1001', expireAt: '2035-01-01T00:00:00.000Z' };
const basic = `Basic ${Buffer.from(`${yookassa.shopId}:${yookassa.secretKey}`).toString('base64')}`;

const json = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();
const post = (url: string, body: unknown, headers: Record<string, string> = {}) =>
  json(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('sandbox server', () => {
  let folder: string;
  let jobs: Jobs;
  const open: Sandbox[] = [];
  const start = async (more: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
    const sandbox = await startSandbox({
      port: 0,
      token,
      panel: { token: 'panel', webhookSecret: 'secret' },
      yookassa,
      info: () => ({ title: 'Sandbox', bot: { username: 'sandbox_bot', name: 'Bot' }, links: [] }),
      jobs,
      ...more,
    });
    open.push(sandbox);
    return sandbox;
  };
  const stateFile = (): string => join(folder, 'kept', 'sandbox.json');

  beforeEach(async () => {
    jobs = new EventEmitter();
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
  });
  afterEach(async () => {
    for (const sandbox of open.splice(0)) await sandbox.close();
    await rm(folder, { recursive: true });
  });

  it('has everything on one port', async () => {
    const { url } = await start();
    expect(await json(`${url}/control/health`)).to.deep.equal({ ok: true });
    expect(await json(`${url}/control/info`)).to.include({ title: 'Sandbox' });
    expect(await json(`${url}/telegram/bot${token}/getMe`)).to.nested.include({ 'result.id': 4242 });
    expect(await json(`${url}/yookassa/v3/payments`, { headers: { authorization: basic } })).to.include({
      type: 'list',
    });
    const unnamed = await fetch(`${url}/remnawave/api/users`, { headers: proxied });
    expect(unnamed.status).to.equal(401);
    for (const name of ['telegram/people', 'remnawave/users', 'yookassa/payments']) {
      expect(await json(`${url}/control/${name}`), name).to.deep.equal([]);
    }
  });

  it('serves the page so that browsers ask again, and lets nothing foreign into it', async () => {
    const { url } = await start();
    for (const file of ['', 'app.js', 'theme.css', 'wall.svg']) {
      const { status, headers } = await fetch(`${url}/${file}`);
      expect(status, file).to.equal(200);
      expect(headers.get('cache-control')).to.equal('no-cache');
      expect(headers.get('content-security-policy')).to.contain("default-src 'self'");
      // Not by fetch, which asks for a fresh copy whenever it is given a condition.
      const condition = { 'if-none-match': headers.get('etag') ?? '' };
      const [again] = await once(get(`${url}/${file}`, { headers: condition }), 'response');
      expect(again.resume().statusCode).to.equal(304);
    }
  });

  it('keeps chats, panel accounts and payments over a restart', async () => {
    const first = await start({ stateFile: stateFile() });
    await fill(first);
    await first.close();
    open.length = 0;

    const second = await start({ stateFile: stateFile() });
    expect(second.telegram.view(1001).messages.map(({ text }) => text)).to.deep.equal(['/start', 'Hello']);
    expect([...second.remnawave.users.all()].map(({ username }) => username)).to.deep.equal(['tg_1001']);
    expect(second.yookassa.payments.map(({ amount }) => amount.value)).to.deep.equal(['199.00']);
  });

  it('writes what changed while it runs, for whoever kills it', async () => {
    const sandbox = await start({ stateFile: stateFile() });
    const isWritten = (text: string) => async () =>
      (await readFile(stateFile(), 'utf8').catch(() => '')).includes(text);
    await fill(sandbox);
    await until(isWritten('Hello'));
    await post(`${sandbox.url}/remnawave/api/users`, { ...account, username: 'tg_1002' }, panelHeaders);
    await until(isWritten('tg_1002'));
  });

  it('refuses a file that is no state, and says what to do', async () => {
    const path = join(folder, 'other.json');
    await writeFile(path, '{"format":1,"telegram":{}');
    const failure = await start({ stateFile: path }).catch((error: Error) => error.message);
    expect(failure).to.equal(`${path} is not a state of this sandbox: delete it to start afresh`);
  });

  it('tells onlookers of jobs, first the recent ones', async () => {
    const { url } = await start();
    const event = { cause: '1', queue: 'updates', job: 'mailbox.drain', id: 'a', at: 1 } as const;
    jobs.emit('job', { ...event, state: 'active' });
    const { body } = await fetch(`${url}/control/jobs`);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    const hear = async (text: string): Promise<void> => {
      while (!heard.includes(text)) heard += (await reader?.read())?.value ?? '';
    };
    await hear('"state":"active"');
    jobs.emit('job', { ...event, state: 'done', ms: 5 });
    await hear('"state":"done","ms":5');
    expect(heard.match(/^event: job$/gm)).to.have.length(2);
  });

  it('knows the commands in the menu of a person, the narrowest scope and their language first', async () => {
    const { url, telegram } = await start();
    telegram.addPerson({ id: 1, first_name: 'A', language_code: 'ru' });
    telegram.addPerson({ id: 2, first_name: 'B', language_code: 'en' });
    const set = (command: string, more: object) =>
      post(`${url}/telegram/bot${token}/setMyCommands`, {
        commands: [{ command, description: 'd' }],
        ...more,
      });
    const menu = async (id: number) => {
      const commands: { command: string }[] = await json(`${url}/control/commands/${id}`);
      return commands.map(({ command }) => command);
    };
    expect(await menu(1)).to.deep.equal([]);
    await set('all', {});
    await set('russian', { language_code: 'ru' });
    expect([await menu(1), await menu(2)]).to.deep.equal([['russian'], ['all']]);
    await set('own', { scope: { type: 'chat', chat_id: 2 } });
    expect([await menu(1), await menu(2)]).to.deep.equal([['russian'], ['own']]);
  });
});

/** A message each way, a panel account and a payment. */
async function fill({ url, telegram }: Sandbox): Promise<void> {
  telegram.addPerson({ id: 1001, first_name: 'Anna' });
  telegram.say(1001, '/start');
  await post(`${url}/telegram/bot${token}/sendMessage`, { chat_id: 1001, text: 'Hello' });
  await post(`${url}/remnawave/api/users`, account, panelHeaders);
  await post(
    `${url}/yookassa/v3/payments`,
    {
      amount: { value: '199.00', currency: 'RUB' },
      capture: true,
      confirmation: { type: 'redirect', return_url: 'https://shop.example.com' },
    },
    { authorization: basic, 'idempotence-key': 'k1' },
  );
}
