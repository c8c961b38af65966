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

/** The screen that offers the same, by what the button carries. */
export type From = (args: readonly string[]) => readonly [screen: string, ...args: (string | undefined)[]];

/**
 * A button that acts once: only from the newest screen, by the version that it carries. Tapped again, it changes nothing,
 * and the screen as it is now is shown; in an older message, that message's own screen as it is now.
 */
export function onceAction(feature: Composer<ChatContext>, name: string, from: From, handle: Handler): void {
  onAction(feature, name, async (ctx, args) => {
    const { person } = ctx;
    const isNewest = args.at(-1) === String(person.screenVersion - 1n);
    if (isNewest) return handle(ctx, args.slice(0, -1));
    ctx.toast(ctx.t.plain('toast-outdated'));
    const isOlder = ctx.callbackQuery?.message?.message_id !== Number(person.screenMessageId);
    const shown = isOlder ? from(args.slice(0, -1)) : (person.screen ?? 'home').split(':');
    const [screen = 'home', ...ids] = shown.flatMap((part) => part ?? []);
    ctx.display(screen, ...ids);
  });
}
