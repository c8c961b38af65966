import type { Panels } from '../panels/registry.js';
import type { Payments } from '../payments/registry.js';
import type { Delivery } from '../webhook.js';
import type { Job } from '../queue/define-job.js';

/** Somebody who tells us things at /webhook/<name>. */
export interface Sender {
  /** As the inbox calls it: the provider's id or the panel's kind. */
  readonly provider: string;
  /** What understands the event, later. */
  readonly job: Job;
  readonly ack: string;
  readonly takesGet: boolean;
  /** Throws {InvalidSignature}. */
  readonly verify: (delivery: Delivery) => void;
  /** Null for what we do not keep. Throws {MalformedWebhook}. */
  readonly read: (delivery: Delivery) => { readonly id: string; readonly name: string } | null;
}

export interface SenderJobs {
  readonly payment: Job;
  readonly panel: Job;
}

/** Everybody whose webhooks we take, by the name in the path. The panel is the one that is configured. */
export function createSenders(
  payments: Payments,
  panels: Panels,
  jobs: SenderJobs,
): ReadonlyMap<string, Sender> {
  const senders = new Map<string, Sender>();
  for (const [provider, { webhook }] of payments.known) {
    if (!webhook) continue;
    senders.set(provider, {
      provider,
      job: jobs.payment,
      ack: webhook.ack,
      takesGet: webhook.takesGet ?? false,
      verify: (delivery) => webhook.verify(delivery),
      read: ({ raw }) => webhook.read(raw),
    });
  }
  const [only, ...others] = panels;
  if (only && others.length === 0) {
    const [provider, panel] = only;
    senders.set('panel', {
      provider,
      job: jobs.panel,
      ack: 'OK',
      takesGet: false,
      verify: (delivery) => panel.verify(delivery),
      read: ({ raw, headers }) => panel.read(raw, headers),
    });
  }
  return senders;
}
