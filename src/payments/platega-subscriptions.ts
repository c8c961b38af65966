import { z } from 'zod';
import { UpstreamFailed, UpstreamRejected } from '../domain/errors.js';
import { standIn } from '../domain/mandate.js';
import { money } from '../domain/money.js';
import { addTerm, type Term } from '../domain/term.js';
import type { CallOptions } from '../http.js';
import type { Listed, MandateRef, Mandates, Standing } from './mandates.js';
import { pageSchema, subscriptionSchema, transactionId, type Subscription } from './platega-answers.js';
import type { PlategaClient } from './platega-client.js';
import { rhythmOf } from './platega-rhythm.js';
import type { Snapshot } from './provider.js';
import { readMoney } from './read-money.js';
import { unlessUnknown } from './unless-unknown.js';

/** Fewer than a page may hold, as far as anybody knows. */
const pageSize = 100;

/**
 * What Platega charges by SBP by itself (https://docs.platega.io/создать-подписку-40029698e0.md; получить-подписку-40029717e0,
 * список-подписок-40029720e0, отменить-подписку-40029730e0). A subscription tells how many of its charges came and when the
 * next one is due, but neither their ids nor anything of ours: those ids come in callbacks only, so a charge that was not
 * told bears a stand-in. A charge that fails is not tried again, and what was canceled cannot be taken up. Its month is
 * "30 days" in one place and a calendar month in its examples: a calendar month is given. Amounts are whole roubles.
 */
export const plategaMandates = (
  client: PlategaClient,
  isOffered: boolean,
  charge: (id: string, call: CallOptions) => Promise<Snapshot | null>,
): Mandates => ({
  step: 100n,
  triesOnce: true,
  termOf: (planTerm) => (isOffered && rhythmOf(planTerm) ? planTerm : null),

  async look(ref, call, name) {
    const found = await read(client, ref.externalId, call);
    if (!found) return null;
    const seen = name === undefined ? null : await charge(name, call);
    const named = seen?.claim === 'succeeded' ? namedAs(seen, found, ref.term) : null;
    return { state: stateOf(found), charges: chargesOf(found, ref.term), named };
  },

  /** Of one that is over already it may be refused, though it is said not to be. */
  async stop({ externalId: id }: MandateRef, call) {
    const answer = client.post(`/subscription/${id}/cancel`, null, z.unknown(), call);
    const refusal = await answer.then(
      () => null,
      (error: unknown) => {
        if (error instanceof UpstreamRejected) return error;
        throw error;
      },
    );
    const after = await read(client, id, call);
    if (after === null || ['stopped', 'refused'].includes(stateOf(after))) return;
    throw refusal ?? new UpstreamFailed(`platega canceled subscription ${id}, and says it goes on`, { id });
  },

  async *list(call): AsyncIterable<readonly Listed[]> {
    for (let page = 1, seen = 0; ; page += 1) {
      const path = `/subscription?page=${page}&size=${pageSize}`;
      // 404 is documented, and may mean that there is nothing.
      const found = await unlessUnknown(client.get(path, pageSchema, call));
      if (!found) return;
      yield found.items;
      seen += found.items.length;
      if (found.items.length === 0 || seen >= found.total) return;
    }
  },
});

async function read(
  client: PlategaClient,
  externalId: string,
  call: CallOptions,
): Promise<Subscription | null> {
  const id = transactionId.safeParse(externalId).data;
  if (id === undefined) return null;
  const found = await unlessUnknown(client.get(`/subscription/${id}`, subscriptionSchema, call));
  if (found && found.id !== id)
    throw new UpstreamFailed(`platega answered subscription ${found.id} for ${id}`, { id });
  return found;
}

/** By its own id, as its transaction stands. */
const namedAs = (seen: Snapshot, subscription: Subscription, term: Term): Snapshot => ({
  ...seen,
  paymentId: null,
  repeatable: true,
  repeat: repeatOf(subscription, term, subscription.counted),
});

const stateOf = ({ status, counted }: Subscription): Standing['state'] =>
  status === 'refused' && counted > 0 ? 'stopped' : status;

function chargesOf(subscription: Subscription, term: Term): Snapshot[] {
  const { id, amount, currencycode: currency, counted } = subscription;
  const each = readMoney('platega', id, amount, currency);
  return Array.from({ length: counted }, (_, index) => ({
    externalId: standIn(id, index + 1),
    paymentId: null,
    claim: 'succeeded' as const,
    amount: each,
    refunded: money(0n, each.currency),
    ours: true,
    repeatable: true as const,
    repeat: repeatOf(subscription, term, index + 1),
  }));
}

/** Of the charge of that number: it pays for a term, and the newest until the next. */
function repeatOf({ id, next, last, counted }: Subscription, term: Term, number: number) {
  const until = next ?? addTerm(last ?? new Date(), term);
  const { months, days } = term;
  const later = counted - number;
  const paidUntil = addTerm(until, { months: -months * later, days: -days * later });
  return { mandateId: id, term, paidUntil, counted: number };
}
