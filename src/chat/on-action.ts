import type { Composer } from 'grammy';
import type { ChatContext } from './context.js';

type Handler = (ctx: ChatContext, args: readonly string[]) => Promise<void> | void;

const registered = new Set<string>();

/** Every button that does something, by its name: with `screens`, all that callback data of ours can say. */
export const actions: ReadonlySet<string> = registered;

/** A button that does something. */
export function onAction(feature: Composer<ChatContext>, name: string, handle: Handler): void {
  registered.add(name);
  feature.on('callback_query:data', async (ctx, next) => {
    const { tapped } = ctx;
    if (tapped?.kind !== 'act' || tapped.name !== name) return next();
    await handle(ctx, tapped.args);
  });
}

/**
 * A button that acts once: only from the newest screen, by the version that it carries. From an older one, or tapped
 * again, it changes nothing, and the screen as it is now is shown.
 */
export function onceAction(feature: Composer<ChatContext>, name: string, handle: Handler): void {
  onAction(feature, name, async (ctx, args) => {
    const { person } = ctx;
    const isNewest = args.at(-1) === String(person.screenVersion - 1n);
    if (isNewest) return handle(ctx, args.slice(0, -1));
    ctx.toast(ctx.t.plain('toast-outdated'));
    const [screen = 'home', ...ids] = (person.screen ?? 'home').split(':');
    ctx.display(screen, ...ids);
  });
}
