import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { InvalidSignature, MalformedWebhook, sameSecret } from '../webhook.js';
import type { Delivery, Panel, PanelEvent } from './panel.js';

const header = 'x-remnawave-signature';
const hourMs = 3_600_000;
const minuteMs = 60_000;

const envelope = z.looseObject({ event: z.string(), timestamp: z.iso.datetime({ offset: true }) });
const account = z.looseObject({ id: z.number() });
const userEvent = z.looseObject({ data: account });
const deviceEvent = z.looseObject({ data: z.looseObject({ user: account }) });

/**
 * The signature is the hex HMAC-SHA256 of the raw bytes; the timestamp header is not in it, the body's own is. A
 * retry comes within 15 s and is byte-identical, so the signature is the event's id.
 */
export function webhook(secret: string | undefined, now: () => number): Pick<Panel, 'verify' | 'read'> {
  return {
    verify({ raw, headers }) {
      if (secret === undefined)
        throw new InvalidSignature('no secret is set for the panel, so none is believed');
      const expected = createHmac('sha256', secret).update(raw).digest('hex');
      if (!sameSecret(headers[header], expected)) throw new InvalidSignature('the panel did not sign this');

      const ageMs = now() - Date.parse(parse(envelope, raw).timestamp);
      if (ageMs > 24 * hourMs || ageMs < -5 * minuteMs) {
        throw new InvalidSignature('the panel signed this at another time', { ageMs });
      }
    },
    read,
  };
}

/** Each write of ours comes back as one of these. They tell of nothing that an account has used. */
const echoes: readonly string[] = ['user.created', 'user.modified'];

/**
 * `service.*` events hold attempted passwords and are not kept; neither is what concerns no account, nor an echo, for
 * each would be two more calls of a panel that may have thousands to take after an outage.
 */
function read(raw: Buffer, headers: Delivery['headers']): PanelEvent | null {
  const { event: name } = parse(envelope, raw);
  const id = String(headers[header]);
  if (name.startsWith('user.')) {
    const ref = String(parse(userEvent, raw).data.id);
    return echoes.includes(name) ? null : { id, name, ref };
  }
  if (name.startsWith('user_hwid_devices.')) {
    return { id, name, ref: String(parse(deviceEvent, raw).data.user.id) };
  }
  return null;
}

function parse<Schema extends z.ZodType>(schema: Schema, raw: Buffer): z.output<Schema> {
  try {
    return schema.parse(JSON.parse(raw.toString()));
  } catch {
    throw new MalformedWebhook('the body is not an event of the panel'); // no cause: it would quote the body
  }
}
