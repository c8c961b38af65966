import { expect } from 'chai';
import { type Opened, openChat } from './open-telegram.js';

describe('the sandbox Bot API: channels', () => {
  const id = -1001000000001;
  let sandbox: Opened;
  beforeEach(async () => {
    sandbox = await openChat();
    sandbox.telegram.openChannel({ id });
  });
  afterEach(() => sandbox.close());
  const statusOf = async (user: number) => (await sandbox.api.getChatMember(id, user)).status;
  const asked = async (chat_id: number, user_id: number) => {
    const { status, body } = await sandbox.call('getChatMember', { chat_id, user_id });
    return [status, body.description];
  };

  it('tell who is in them, and forget nobody over a restart', async () => {
    expect(await statusOf(42)).to.equal('left');
    sandbox.telegram.join(id, 42);
    expect(await statusOf(42)).to.equal('member');
    const again = await openChat({ state: sandbox.telegram.snapshot() });
    expect((await again.api.getChatMember(id, 42)).status).to.equal('member');
    await again.close();
    sandbox.telegram.leave(id, 42);
    expect(await statusOf(42)).to.equal('left');
  });

  it('tell a bot that asked for it who comes and who goes, once each', async () => {
    const allowed_updates = ['chat_member', 'message'] as const;
    sandbox.telegram.join(id, 42);
    expect(await sandbox.api.getUpdates({ timeout: 0 })).to.deep.equal([]);
    await sandbox.api.getUpdates({ allowed_updates, timeout: 0 });
    sandbox.telegram.leave(id, 42);
    sandbox.telegram.leave(id, 42);
    expect((await sandbox.control(`/channels/${id}/join/42`, {})).status).to.equal(200);
    const updates = await sandbox.api.getUpdates({ allowed_updates, timeout: 0 });
    expect(
      updates.map(({ chat_member: change }) => [
        change?.chat.id,
        change?.new_chat_member.user.id,
        change?.old_chat_member.status,
        change?.new_chat_member.status,
      ]),
    ).to.deep.equal([
      [id, 42, 'member', 'left'],
      [id, 42, 'left', 'member'],
    ]);
  });

  it('tell nothing to a bot that does not run them, nor of people and channels that are not there', async () => {
    sandbox.telegram.openChannel({ id, botIsAdmin: false });
    expect(await asked(id, 42)).to.deep.equal([400, 'Bad Request: member list is inaccessible']);
    expect(await asked(-100, 42)).to.deep.equal([400, 'Bad Request: chat not found']);
    sandbox.telegram.openChannel({ id });
    expect(await asked(id, 7)).to.deep.equal([400, 'Bad Request: user not found']);
    expect((await sandbox.control('/channels/-5/join/42', {})).status).to.equal(404);
  });

  it('have a page on which people join and leave', async () => {
    sandbox.telegram.addPerson({ id: 43, first_name: '<b>John' });
    const page = await fetch(`${sandbox.controlUrl}/channels/${id}`);
    expect(await page.text())
      .to.include('Anna')
      .and.include('&#60;b&#62;John')
      .and.include(`${id}/join/43`);
    const joined = await fetch(`${sandbox.controlUrl}/channels/${id}/join/43`, {
      method: 'POST',
      headers: { accept: 'text/html' },
    });
    expect(await joined.text()).to.include(`${id}/leave/43`);
    expect(await statusOf(43)).to.equal('member');
  });
});
