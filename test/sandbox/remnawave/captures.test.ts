import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { z } from 'zod';
import { freshState } from '../../../src/sandbox/remnawave/state.js';
import { secret, startEmulator, startReceiver, type Emulator, type Received } from './emulator.js';
import { until } from '../../support/until.js';
import { envelope, recorded, recordedWebhooks, type Recorded } from './recorded.js';
import { keys, shape } from './shape.js';

/** In the order in which a real panel was asked; a time sets the panel's clock to when that was. */
const story = `
2026-11-23T17:56:16.900Z
system-metadata internal-squad-get internal-squad-404 external-squads-list users-tags
root-outside-api unknown-route unknown-method auth-no-token auth-garbage auth-scope-missing
auth-missing-forwarded-for auth-missing-forwarded-proto auth-forwarded-proto-http
users-create users-create-minimal users-create-second-same-telegram users-create-missing-fields
users-create-bad-username users-create-username-37 users-create-name-3 users-create-bad-date
users-create-telegram-string users-create-email-invalid users-create-duplicate-username
users-create-duplicate-shortuuid users-create-duplicate-vlessuuid users-create-unknown-squad
users-create-past-expire users-create-status-expired users-create-extra-field
users-create-fractional-telegram malformed-json json-array-body
users-get-by-id users-get-by-username users-get-by-short-uuid users-get-404 users-get-by-username-404
users-get-id-0 users-get-id-2pow60 users-get-uuid-instead-of-id users-get-by-telegram-id-old-route
users-get-by-email-old-route users-get-by-tag-old-route users-resolve-username users-resolve-404
users-resolve-two-fields users-stream-by-telegram-id users-stream-by-telegram-id-none
users-stream-by-email users-stream-by-tag users-stream-page1 users-stream-page2 users-list-page1
users-list-page2 users-list-beyond users-list-size-0 users-list-size-1001 users-list-bad-filters-json
auth-scope-ok
users-update-expireAt users-update-by-username users-update-404 users-update-uuid-only
users-update-past-expire users-update-status-limited users-update-unknown-squad
users-update-traffic-limit users-update-squads-empty users-update-squads-back
users-update-id-and-username-mismatch users-update-empty users-update-null-telegram
users-disable users-disable-again users-extend-while-disabled users-enable users-enable-again
users-enable-404 users-extend users-extend-fraction users-extend-0 users-reset-traffic
users-reset-traffic-404 users-revoke users-get-by-old-short-uuid users-revoke-passwords-only
hwid-create hwid-create-duplicate hwid-create-404-user hwid-create-short hwid-create-n2 hwid-create-n3
hwid-create-n4 hwid-list-user hwid-list-all hwid-list-404 hwid-delete hwid-delete-missing
hwid-delete-all users-create-to-delete users-delete users-delete-again users-get-deleted
2026-11-23T17:56:46.900Z
users-create-unicode users-enable-expired
2026-11-23T17:57:23.000Z
metadata-user-get-404 metadata-user-put metadata-user-get squad-create internal-squads-list squad-create-dup
2026-11-23T18:03:37.000Z
outage-pg-down-create outage-pg-down-get outage-pg-down-patch outage-pg-down-stream
outage-pg-down-delete outage-pg-down-disable
2026-11-23T18:04:46.000Z
client-timeout-but-user-was-created client-timeout-retry
users-update-expired-new-expire users-update-status-active-on-expired users-create-negative-telegram
users-create-username-case users-get-by-username-case users-create-expire-year-2099
`;

describe('the emulated Remnawave, asked what a real one was asked', () => {
  let emulator: Emulator;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  let clock = new Date('2026-11-23T17:50:21.414Z');
  /** What the real panel made up, and what the emulated one did in its stead. */
  const renamed = new Map<string, string>();

  before(async () => {
    receiver = await startReceiver();
    const webhook = { url: receiver.url, secret };
    emulator = await startEmulator({ state: freshState(clock), webhook, now: () => clock });
    await emulator.control('PUT', '/tokens', { token: 'read-token', grant: 'read' });
    await emulator.call('POST', '/users', { username: 'artefact_1', expireAt: '2027-01-01T00:00:00Z' });
    await emulator.call('POST', '/users', { username: 'gone', expireAt: '2027-01-01T00:00:00Z' });
    await emulator.call('DELETE', '/users/3');
  });

  after(async () => {
    await emulator.close();
    await receiver.close();
  });

  for (const word of story.trim().split(/\s+/)) {
    if (word.startsWith('2026')) {
      it(`comes to ${word}`, () => {
        clock = new Date(word);
      });
    } else {
      it(`answers ${word}`, async () => replay(word));
    }
  }

  it('told by webhook what a real one tells, in the same words and signed the same way', async () => {
    for (const { raw, headers } of recordedWebhooks()) {
      const real = envelope.parse(JSON.parse(raw));
      if (real.event.startsWith('service.')) continue;
      await until(() => told(receiver.received).some(({ body }) => body.event === real.event));

      const ours = told(receiver.received).find(({ body }) => body.event === real.event);
      expect(keys(ours?.body), real.event).to.deep.equal(keys(real));
      expect(ours?.headers).to.include.keys(Object.keys(headers));
      expect(ours?.headers['x-remnawave-timestamp']).to.equal(ours?.body.timestamp);
      const signature = createHmac('sha256', secret).update(ours?.raw ?? '');
      expect(ours?.headers['x-remnawave-signature']).to.equal(signature.digest('hex'));
    }
  });

  async function replay(name: string): Promise<void> {
    if (name.startsWith('outage')) await emulator.control('POST', '/faults', { kind: '500', times: 1 });
    if (name.startsWith('client-timeout-but')) await createUnheard('gaveup_1');
    const { request, response } = recorded(name);
    const path = rename(request.path);

    const answer = await ask(path, request);

    if (response.status === null) return void expect(answer, 'it hangs up').to.equal(null);
    const body = parse((await answer?.text()) ?? '');
    expect({ status: answer?.status, body: shape(body) }).to.deep.equal({
      status: response.status,
      body: shape(response.body),
    });
    if (body !== '') expect(answer?.headers.get('content-type')).to.equal(response.contentType);
    if (typeof body === 'object' && body !== null && 'path' in body) expect(body.path).to.equal(path);
    learn(response.body, body);
  }

  /** Null when it hung up. */
  const ask = (path: string, { method, headers, body }: Recorded['request']): Promise<Response | null> =>
    fetch(`${emulator.publicUrl}${path}`, {
      method,
      headers,
      ...(body === null ? {} : { body: typeof body === 'string' ? body : rename(JSON.stringify(body)) }),
    }).catch(() => null);

  const createUnheard = async (username: string): Promise<void> => {
    await emulator.control('POST', '/faults', { kind: 'lost', times: 1 });
    const body = { username, expireAt: '2027-01-01T00:00:00Z' };
    const answer = await emulator.call('POST', '/users', body).catch(() => null);
    expect(answer, 'the answer is lost').to.equal(null);
  };

  const rename = (text: string): string =>
    [...renamed].reduce((renaming, [real, ours]) => renaming.replaceAll(real, ours), text);

  function learn(real: unknown, ours: unknown): void {
    const [was, is] = [accountIn(real), accountIn(ours)];
    if (!was || !is) return;
    renamed.set(was.shortUuid, is.shortUuid);
    if (was.id !== is.id) renamed.set(`/users/${was.id}`, `/users/${is.id}`);
  }
});

const told = (received: readonly Received[]) =>
  received.map(({ headers, raw }) => ({ headers, raw, body: envelope.parse(JSON.parse(raw.toString())) }));

/** JSON where it is any. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const account = z.object({ response: z.object({ id: z.number(), shortUuid: z.string() }) });
const accountIn = (body: unknown) => account.safeParse(body).data?.response;
