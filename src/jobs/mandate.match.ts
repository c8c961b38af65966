import type { CountedMandate } from '../db/counted-mandates.js';
import { askMandate } from '../effects/ask-mandate.js';
import type { Listed } from '../payments/mandates.js';
import { defineJob } from '../queue/define-job.js';
import type { Scope } from '../queue/scope.js';
import { scrub } from '../scrub.js';

const name = 'mandate.match';

/** By how much a provider's list may be behind, and its clock and ours apart. */
const overlapMs = 30 * 60_000;

/**
 * What a provider charges by itself it tells us, for a while: a charge that was not told, or that something is over, is
 * found in its list. The subject is the tick. Safe to repeat: what was settled before tells nothing new.
 */
export default defineJob({
  name,
  queue: 'payments',
  schedule: '7-59/10 * * * *',

  async run(_slot, scope) {
    const { db, payments, signal, now } = scope;
    for (const [provider, { mandates }] of payments.known) {
      // Who never sold any may not be allowed to ask.
      if (!mandates?.list || !(await db.mandates.one(db.knex, 'provider = ? limit 1', provider))) continue;
      const began = now().getTime();
      const last = await db.settings.get(`${name}:${provider}`);
      const since = new Date((last?.upTo ?? began) - overlapMs);
      const call = { signal, subject: `${name}:${provider}` };
      for await (const page of mandates.list(call)) await comparePage(provider, page, since, scope);
      await db.settings.set(`${name}:${provider}`, { upTo: began });
    }
  },
});

async function comparePage(
  provider: string,
  page: readonly Listed[],
  since: Date,
  scope: Scope,
): Promise<void> {
  const { db, log } = scope;
  const names = page.map(({ externalId }) => externalId);
  const known = new Map(
    (await db.countedMandates(db.knex, provider, names)).map((ours) => [ours.externalId, ours]),
  );
  for (const theirs of page) {
    const ours = known.get(theirs.externalId);
    if (ours && isNews(ours, theirs)) await look(ours, scope);
    // Another shop of the same account may have sold it; or the answer to our call got lost.
    else if (!ours && theirs.last !== null && theirs.last > since)
      log.error({ provider, mandate: theirs.externalId }, 'somebody is charged for nothing of ours');
  }
}

/** Something came, or nothing will, of which nobody told us. What they count may be more than what came. */
function isNews({ charges, state, isBegun, toldAt }: CountedMandate, theirs: Listed): boolean {
  if (theirs.charges > charges)
    return toldAt === null || theirs.last === null || theirs.last.getTime() + overlapMs > toldAt.getTime();
  return isBegun && state === 'on' && theirs.next === null;
}

/** One that cannot be settled is told of, and keeps nobody else's waiting. */
async function look({ id }: CountedMandate, scope: Scope): Promise<void> {
  const { db, log } = scope;
  try {
    await askMandate(await db.mandates.byId(db.knex, id), { source: name }, scope);
  } catch (error) {
    log.error(
      { mandate: String(id), reason: scrub(error) },
      'what a provider charged by itself was not settled',
    );
  }
}
