import { createHmac } from 'node:crypto';
import { expect } from 'chai';
import { request } from '../../src/http.js';
import type { Delivery, Panel } from '../../src/panels/panel.js';
import { createRemnawavePanel } from '../../src/panels/remnawave.js';
import { InvalidSignature, MalformedWebhook } from '../../src/webhook.js';
import { recordedRetries, recordedSecret, recordedWebhooks } from '../sandbox/remnawave/recorded.js';

/** About when the recorded ones were sent. */
const sent = '2026-11-23T17:56:18.000Z';

describe('the webhooks of Remnawave', () => {
  it('pass with the signature that was computed for the published sample secret', () => {
    const raw =
      '{"scope":"service","event":"service.panel_started","timestamp":"2026-01-07T11:57:29.426Z","data":{"panelVersion":"2.5.0"}}';
    const signature = 'bd21edbdbe09408b07f7f7b89cfe8d5426011f59b11ba359dcd733a858636ce6';

    expect(() => at('2026-01-07T11:57:30Z').verify(delivery(raw, signature))).not.to.throw();
  });

  it('pass as a real panel sent them, byte for byte, non-ASCII too', () => {
    for (const { raw, headers } of recordedWebhooks()) {
      expect(() => at(sent).verify({ raw: Buffer.from(raw), headers })).not.to.throw();
    }
  });

  it('fail with any other byte, another signature, several or none', () => {
    const [first] = recordedWebhooks();
    const { raw, headers } = first ?? expect.fail();
    const signature = String(headers['x-remnawave-signature']);
    const forged: Delivery[] = [
      delivery(`${raw} `, signature),
      delivery(raw, signature.toUpperCase()),
      delivery(raw, 'f'.repeat(64)),
      delivery(raw, ''),
      { raw: Buffer.from(raw), headers: {} },
      { raw: Buffer.from(raw), headers: { 'x-remnawave-signature': [signature, signature] } },
    ];
    for (const one of forged) expect(() => at(sent).verify(one)).to.throw(InvalidSignature);
  });

  it('fail, all of them, when no secret is set', () => {
    const closed = createRemnawavePanel({ url: 'http://panel.test', key: 'k', secret: undefined }, request);
    const raw = '{}';

    for (const secret of ['', 'undefined']) {
      const signature = createHmac('sha256', secret).update(raw).digest('hex');
      expect(() => closed.verify(delivery(raw, signature))).to.throw(InvalidSignature);
    }
  });

  it('fail when they are older than a day or from the future', () => {
    const raw = JSON.stringify({ event: 'user.modified', timestamp: sent, data: { id: 4 } });

    for (const iso of ['2026-11-23T17:56:33Z', '2026-11-24T17:56:17Z', '2026-11-23T17:52:00Z']) {
      expect(() => at(iso).verify(delivery(raw)), iso).not.to.throw();
    }
    for (const iso of ['2026-11-24T17:56:19Z', '2026-11-23T17:51:00Z']) {
      expect(() => at(iso).verify(delivery(raw)), iso).to.throw(InvalidSignature);
    }
  });

  it('are malformed when they are signed but not what the panel sends', () => {
    for (const raw of ['', 'null', '[]', '{"event":"user.created"}', '{"event":1,"timestamp":"yesterday"}']) {
      expect(() => at(sent).verify(delivery(raw)), raw).to.throw(MalformedWebhook);
    }
    const noAccount = JSON.stringify({ event: 'user.created', timestamp: sent, data: {} });
    expect(() => at(sent).read(Buffer.from(noAccount), {})).to.throw(MalformedWebhook);
  });

  it('name the account, and are the same event when they are sent again', () => {
    const panel = at(sent);
    const read = recordedRetries().map(({ raw, headers }) => panel.read(Buffer.from(raw), headers));

    expect(read).to.have.lengthOf(4);
    for (const event of read) {
      expect(event).to.deep.equal({
        id: 'c2a6845d3b30651c53da40f574c879f8b303d4a7312caaffb5144df1b7846bb1',
        name: 'user.traffic_reset',
        ref: '4',
      });
    }
  });

  it('are kept when they concern an account, and never when they hold a password somebody tried', () => {
    const kept = recordedWebhooks().map(({ raw, headers }) => at(sent).read(Buffer.from(raw), headers));
    const refs = Object.fromEntries(kept.flatMap((event) => (event ? [[event.name, event.ref]] : [])));

    expect(refs).to.include({ 'user.expired': '11', 'user_hwid_devices.added': '4' });
    expect(Object.keys(refs).filter((name) => name.startsWith('service.'))).to.deep.equal([]);
  });

  it('are not kept when they only say back what we told', () => {
    for (const event of ['user.created', 'user.modified']) {
      const raw = JSON.stringify({ event, timestamp: sent, data: { id: 4 } });
      expect(at(sent).read(Buffer.from(raw), {})).to.equal(null);
    }
  });
});

const sign = (raw: string): string => createHmac('sha256', recordedSecret).update(raw).digest('hex');

/** A panel at a moment. */
const at = (iso: string): Panel =>
  createRemnawavePanel({ url: 'http://panel.test', key: 'k', secret: recordedSecret }, request, () =>
    Date.parse(iso),
  );

const delivery = (raw: string, signature = sign(raw)): Delivery => ({
  raw: Buffer.from(raw),
  headers: { 'x-remnawave-signature': signature },
});
