import { expect } from 'chai';
import { Api } from 'grammy';
import { type Opened, openChat, refused, token } from './open-telegram.js';

describe('the sandbox Bot API: transport', () => {
  let sandbox: Opened;
  before(async () => {
    sandbox = await openChat();
  });
  after(() => sandbox.close());

  const form = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.root}/bot${token}/sendMessage`, { method: 'POST', body, headers });

  it('answers getMe with the id that is in the token', async () => {
    const me = await sandbox.api.getMe();

    expect(me).to.include({ id: 7_000_000_001, is_bot: true, username: 'sandbox_bot' });
  });

  it('refuses a token that it does not know with 401', async () => {
    await refused(new Api('1:other', { apiRoot: sandbox.root }).getMe(), 'Unauthorized');
  });

  it('refuses a method that it does not emulate with 404', async () => {
    const { status, body } = await sandbox.call('sendAnimation');

    expect(status).to.equal(404);
    expect(body).to.deep.equal({ ok: false, error_code: 404, description: 'Not Found: method not found' });
  });

  it('does not look at the case of a method', async () => {
    expect((await sandbox.call('GETME')).status).to.equal(200);
  });

  it('takes parameters from the query of a GET', async () => {
    const response = await fetch(`${sandbox.root}/bot${token}/sendMessage?chat_id=42&text=by%20query`);

    expect(await response.json()).to.have.nested.property('result.text', 'by query');
  });

  it('takes parameters from a form', async () => {
    const response = await form(new URLSearchParams({ chat_id: '42', text: 'by form' }));

    expect(await response.json()).to.have.nested.property('result.text', 'by form');
  });

  it('takes parameters from a multipart body', async () => {
    const body = new FormData();
    body.set('chat_id', '42');
    body.set('text', 'by\r\nmultipart');

    expect(await (await form(body)).json()).to.have.nested.property('result.text', 'by\nmultipart');
  });

  it('refuses a body that is not JSON', async () => {
    const response = await form('{"chat_id":', { 'content-type': 'application/json' });

    expect(response.status).to.equal(400);
    expect(await response.json()).to.have.property('description', "Bad Request: can't parse JSON object");
  });

  it('refuses a body over 50 MB with 413', async () => {
    const response = await form(Buffer.alloc(50 * 1024 * 1024 + 1), { 'content-type': 'application/json' });

    expect(response.status).to.equal(413);
    expect(await response.json()).to.have.property('description', 'Request Entity Too Large');
  });

  it('answers what is no call of a bot with 404', async () => {
    expect((await fetch(`${sandbox.root}/whatever`)).status).to.equal(404);
  });
});
