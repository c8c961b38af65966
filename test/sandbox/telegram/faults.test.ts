import { expect } from 'chai';
import { Api, HttpError } from 'grammy';
import { type Opened, openChat, refused, token } from './open-telegram.js';

/** The call must fail below the level of Telegram's answers. */
const broken = (call: Promise<unknown>) =>
  call.then(
    () => expect.fail('the call went through'),
    (error: unknown) => expect(error).to.be.instanceOf(HttpError),
  );

describe('the sandbox Bot API: faults', () => {
  let sandbox: Opened;
  beforeEach(async () => {
    sandbox = await openChat();
  });
  afterEach(() => sandbox.close());

  const order = (fault: object) => sandbox.control('/faults', fault);
  const send = (text: string) => sandbox.api.sendMessage(42, text);
  const shown = () => sandbox.telegram.view(42).messages.map(({ text }) => text);

  it('answers 429 as often as ordered, and only to that method', async () => {
    await order({ method: 'sendMessage', kind: '429', times: 2, retryAfter: 7 });

    await sandbox.api.getMe();
    await refused(send('a'), 'Too Many Requests: retry after 7');
    await refused(send('b'), 'Too Many Requests: retry after 7');
    await send('c');

    expect(shown()).to.deep.equal(['/start', 'c']);
  });

  it('answers 500 and a proxy’s page without doing anything', async () => {
    await order({ method: '*', kind: '500' });
    const { status, body } = await sandbox.call('sendMessage', { chat_id: 42, text: 'a' });
    await order({ method: '*', kind: 'html' });
    await broken(send('b'));

    expect(status).to.equal(500);
    expect(body).to.deep.equal({ ok: false, error_code: 500, description: 'Internal Server Error' });
    expect(shown()).to.deep.equal(['/start']);
  });

  it('cuts the connection before it does anything', async () => {
    await order({ method: 'sendMessage', kind: 'reset' });

    await broken(send('a'));

    expect(shown()).to.deep.equal(['/start']);
  });

  it('does it and then loses the answer', async () => {
    await order({ method: 'sendMessage', kind: 'lost' });

    await broken(send('a'));

    expect(shown()).to.deep.equal(['/start', 'a']);
  });

  it('never answers, until the caller gives up', async () => {
    await order({ method: 'sendMessage', kind: 'timeout' });
    const impatient = new Api(token, { apiRoot: sandbox.root, timeoutSeconds: 1 });

    await broken(impatient.sendMessage(42, 'a'));

    expect(shown()).to.deep.equal(['/start']);
  });

  it('is slow and does it', async () => {
    await order({ method: 'sendMessage', kind: 'slow', ms: 150 });
    const start = Date.now();

    await send('a');

    expect(Date.now() - start).to.be.at.least(145);
    expect(shown()).to.deep.equal(['/start', 'a']);
  });

  it('hits one chat only, when told so', async () => {
    await order({ method: 'sendMessage', kind: '500', chat_id: 43 });

    await send('a');

    expect((await sandbox.control('/faults')).body).to.have.length(1);
  });

  it('lists and forgets what was ordered, and refuses what it does not know', async () => {
    await order({ method: 'sendMessage', kind: '429', times: 3 });
    await sandbox.control('/faults', undefined, 'DELETE');
    await send('a');

    expect((await sandbox.control('/faults')).body).to.deep.equal([]);
    expect((await order({ method: 'sendMessage', kind: 'earthquake' })).status).to.equal(400);
  });
});
