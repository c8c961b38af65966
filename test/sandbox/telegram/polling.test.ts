import { expect } from 'chai';
import { type Opened, openChat, refused } from './open-telegram.js';
import { until } from '../../support/until.js';

describe('the sandbox Bot API: polling', () => {
  let sandbox: Opened;
  let now: number;
  beforeEach(async () => {
    now = Date.now();
    sandbox = await openChat({ now: () => now });
  });
  afterEach(() => sandbox.close());

  const texts = async (options: object = {}) =>
    (await sandbox.api.getUpdates(options)).map(({ message }) => message?.text);

  it('gives out updates in order, again and again until an offset confirms them', async () => {
    sandbox.telegram.say(42, 'one');
    sandbox.telegram.say(42, 'two');
    const [first, second] = await sandbox.api.getUpdates();

    expect(second?.update_id).to.equal((first?.update_id ?? 0) + 1);
    expect(await texts()).to.deep.equal(['one', 'two']);
    expect(await texts({ offset: second?.update_id })).to.deep.equal(['two']);
    expect(await texts({ offset: (second?.update_id ?? 0) + 1 })).to.deep.equal([]);
  });

  it('gives out at most `limit`, and with a negative offset only the newest', async () => {
    for (const text of ['one', 'two', 'three']) sandbox.telegram.say(42, text);

    expect(await texts({ limit: 2 })).to.deep.equal(['one', 'two']);
    expect(await texts({ offset: -1 })).to.deep.equal(['three']);
    expect(await texts()).to.deep.equal(['three']);
  });

  it('waits for an update and answers as soon as it comes', async () => {
    const start = Date.now();
    let isAnswered = false;
    const waiting = texts({ timeout: 30 }).finally(() => (isAnswered = true));
    await sandbox.api.getMe();
    expect(isAnswered).to.equal(false);

    sandbox.telegram.say(42, 'late');
    expect(await waiting).to.deep.equal(['late']);
    expect(Date.now() - start).to.be.below(5_000);
  });

  it('answers nothing when the time is over', async () => {
    expect(await texts({ timeout: 1 })).to.deep.equal([]);
  });

  it('ends the wait of the first poller when a second one comes', async () => {
    const first = sandbox.api.getUpdates({ timeout: 30 });
    const conflict = refused(
      first,
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    );
    await sandbox.api.getMe();
    const second = texts({ timeout: 30 });

    await conflict;
    sandbox.telegram.say(42, 'for the second');
    expect(await second).to.deep.equal(['for the second']);
  });

  it('loses nothing when a poller hangs up while it waits', async () => {
    const controller = new AbortController();
    const gone = fetch(`${sandbox.root}/bot7000000001:AAE-sandbox-test-token/getUpdates?timeout=30`, {
      signal: controller.signal,
    }).catch(() => 'hung up');
    await sandbox.api.getMe();
    controller.abort();
    await gone;
    await until(() => sandbox.telegram.journal('getUpdates').length === 3);

    sandbox.telegram.say(42, 'still here');
    expect(await texts()).to.deep.equal(['still here']);
  });

  it('refuses to poll while a webhook is set', async () => {
    await sandbox.api.setWebhook('http://127.0.0.1:1/');

    await refused(
      sandbox.api.getUpdates(),
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
    await sandbox.api.deleteWebhook();
    expect(await texts()).to.deep.equal([]);
  });

  it('ends a wait when a webhook is set', async () => {
    const waiting = refused(
      sandbox.api.getUpdates({ timeout: 30 }),
      'Conflict: terminated by setWebhook request',
    );
    await sandbox.api.getMe();
    await sandbox.api.setWebhook('http://127.0.0.1:1/');
    await waiting;
  });

  it('makes only the updates that were asked for, until asked for others', async () => {
    await sandbox.api.getUpdates({ allowed_updates: ['my_chat_member'] });
    sandbox.telegram.say(42, 'unwanted');
    sandbox.telegram.block(42);
    const [only, ...others] = await sandbox.api.getUpdates();

    expect(others).to.deep.equal([]);
    expect(only?.my_chat_member?.new_chat_member.status).to.equal('kicked');
    sandbox.telegram.unblock(42);
    await sandbox.api.getUpdates({ allowed_updates: [] });
    sandbox.telegram.say(42, 'wanted');
    expect((await sandbox.api.getUpdates()).at(-1)?.message?.text).to.equal('wanted');
  });

  it('keeps messages for 24 hours and taps for 150 seconds', async () => {
    sandbox.telegram.say(42, 'kept');
    void sandbox.telegram.forge(42, { data: 'x' });

    now += 151_000;
    expect(await texts()).to.deep.equal(['kept']);
    now += 24 * 3_600_000;
    expect(await texts()).to.deep.equal([]);
  });

  it('repeats an update that was confirmed, once', async () => {
    sandbox.telegram.say(42, 'twice');
    const [{ update_id: id } = { update_id: 0 }] = await sandbox.api.getUpdates();
    await sandbox.api.getUpdates({ offset: id + 1 });

    const { status } = await sandbox.control('/repeat-update', { update_id: id });

    expect(status).to.equal(200);
    expect(
      (await sandbox.api.getUpdates({ offset: id + 1 })).map((update) => update.update_id),
    ).to.deep.equal([id]);
    expect(await texts()).to.deep.equal([]);
    expect((await sandbox.control('/repeat-update', { update_id: 1 })).status).to.equal(404);
  });
});
