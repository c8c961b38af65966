import { Composer } from 'grammy';
import { appendGrant } from '../../effects/append-grant.js';
import type { ChatContext } from '../context.js';
import { onceAction, type From } from '../on-action.js';
import { offeredTrial } from '../trial.js';

export const trial = new Composer<ChatContext>();

const fromTrial: From = () => ['trial'];

/** Once per person, under any concurrency: the grant is unique by the person. */
onceAction(trial, 'trial', fromTrial, async (ctx) => {
  const { scope, trx, person, t } = ctx;
  const plan = await offeredTrial(scope.db, person.id, trx);
  const { months = 0, days = 0, id: planVersionId = null } = plan ?? {};
  const sourceId = String(person.id);
  const grant = { source: 'trial', sourceId, months, days, planVersionId, dayByDay: true } as const;
  const first = { userId: person.id, subscriptionId: null };
  const given = plan && (await appendGrant(scope.db, trx, first, grant, scope.now()));
  if (given) return ctx.display('waiting', given.subscriptionId);
  ctx.toast(t.plain('toast-trial-used'));
  ctx.display('home');
});
