import { Composer } from 'grammy';
import type { ChatContext } from '../context.js';
import { onAction } from '../on-action.js';
import { arrive, payloadOf } from './start.js';

/** The required channel. Whoever is not in it is shown the way there, and does no more than `behind-the-gate` lets them. */
export const gate = new Composer<ChatContext>();

onAction(gate, 'joined', async (ctx) => {
  const { look, t } = ctx;
  if (look.standing !== 'member') return refuse(ctx);
  ctx.toast(t.plain('toast-joined'));
  await enter(ctx, look.payload);
});

gate.command('start', async (ctx) => {
  const { look, scope, trx, person } = ctx;
  const payload = payloadOf(ctx.match);
  if (look.standing === 'member') return enter(ctx, payload ?? look.payload);
  if (payload !== undefined) {
    await scope.db.users.query(trx).findById(person.id).patch({ gatedPayload: payload });
  }
  refuse(ctx);
});

gate.use(async (ctx, next) => {
  if (ctx.look.standing === 'member' || ctx.look.passage === 'freely') return next();
  refuse(ctx);
});

type Entering = Pick<ChatContext, 'scope' | 'trx' | 'person' | 'look' | 't' | 'toast' | 'display'>;

/** What they came for before they were let in is not lost. */
async function enter(ctx: Entering, payload: string | undefined): Promise<void> {
  const { look, scope, trx, person } = ctx;
  if (look.payload !== undefined) {
    await scope.db.users.query(trx).findById(person.id).patch({ gatedPayload: null });
  }
  await arrive(ctx, payload);
}

function refuse(ctx: Entering): void {
  const { look, t } = ctx;
  const isUnclear = look.standing === 'unclear';
  ctx.toast(t.plain(isUnclear ? 'toast-join-unclear' : 'toast-join-first'));
  if (isUnclear) ctx.display('gate', 'unclear');
  else ctx.display('gate');
}
