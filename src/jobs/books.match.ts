import type { Found } from '../db/breaks.js';
import { breakKinds } from '../domain/books.js';
import { Never } from '../domain/errors.js';
import { dayMs } from '../domain/term.js';
import { proveBooks } from '../effects/prove-books.js';
import { askedByName, disputableMs, tellsByPayments } from '../effects/prove-older.js';
import type { Provider } from '../payments/provider.js';
import { defineJob } from '../queue/define-job.js';
import { promise } from '../queue/promise.js';
import type { Scope } from '../queue/scope.js';

/** What is younger is told by its own webhook, or asked for by its own job. */
const settlingMs = 10 * 60_000;

/** When what still differed is looked at again, before anybody is told. */
const againMs = 15 * 60_000;

const usualReachMs = 2 * dayMs;
const longestReachMs = 31 * dayMs;
/** On Mondays a month back, on the first one of a month as long as a payer may take to dispute. */
const farReachesMs = { weekly: longestReachMs, monthly: disputableMs };

/**
 * Proves our books against one provider's, two days back, or as far as the last proof or a difference that is not closed;
 * further where lists of payments alone tell what went back. What is disputed or differs is asked for however old. The
 * subject is `<provider>:<day>`, and `<provider>:<day>:again` of the second look, which alone tells: what differs then is
 * a break. Safe to repeat: a difference is one row, and one that is gone closes it.
 */
const matchBooks = defineJob({
  name: 'books.match',
  queue: 'reports',

  async run(subject, scope): Promise<void> {
    const [id = '', day = '', again] = subject.split(':');
    const provider = scope.payments.known.get(id);
    if (!provider)
      throw new Never('books.no_provider', `${id} is not configured here: its books cannot be proven`);
    const { db, now } = scope;
    const began = now();
    const from = await reachOf(id, provider, day, scope);
    const until = new Date(began.getTime() - settlingMs);
    const provenSince = new Date(`${day}T00:00:00Z`);
    let differences = 0;
    for await (const found of proveBooks({ id, provider, from, until, provenSince, scope })) {
      differences += 1;
      if (again) await tell(found, scope, began);
    }
    if (differences > 0 && !again) {
      const dueAt = new Date(began.getTime() + againMs);
      await db.transaction((trx) => promise(trx, matchBooks, `${subject}:again`, {}, { dueAt, lane: 2 }));
      return;
    }
    await db.breaks.closeUnseen(id, { at: began, reach: from, asked: askedByName(provider) }, now());
    await db.settings.set(`books.proven:${id}`, { at: now().getTime() });
  },
});

export default matchBooks;

/** So that nothing is left out after days of silence; and what is open and cannot be asked for by itself is looked at again. */
async function reachOf(id: string, provider: Provider, day: string, { db, now }: Scope): Promise<Date> {
  const at = now().getTime();
  const last = await db.settings.get(`books.proven:${id}`);
  const asksAll = askedByName(provider).length === breakKinds.length;
  const oldest = asksAll ? null : await db.breaks.oldest(id);
  const wanted = Math.min(at, last?.at ?? at, oldest?.notClosed?.getTime() ?? at) - usualReachMs;
  // Nobody tells of one that is open but the list: it is read as far as that, for as long as a person owes an answer.
  const open = (oldest?.open?.getTime() ?? at) - usualReachMs;
  const far = provider.listSince && tellsByPayments(provider) ? farReachMs(new Date(day)) : 0;
  return new Date(Math.min(Math.max(wanted, at - longestReachMs), open, at - far));
}

function farReachMs(day: Date): number {
  if (day.getUTCDay() !== 1) return 0;
  return day.getUTCDate() <= 7 ? farReachesMs.monthly : farReachesMs.weekly;
}

async function tell(found: Found, { db, log }: Scope, began: Date): Promise<void> {
  const { id, isOpen } = await db.breaks.see(found, began);
  if (!isOpen) return;
  const { kind, provider, externalId, paymentId, ours, theirs } = found;
  log.error(
    {
      break: String(id),
      kind,
      provider,
      externalId,
      ...(paymentId !== null && { payment: String(paymentId) }),
      ours,
      theirs,
    },
    'our books and a provider’s differ',
  );
}
