import type { Channel } from './channels.js';
import type { Chat } from './chats.js';
import type { SavedFile } from './files.js';
import { isObject } from './params.js';
import type { BotSettings } from './settings.js';
import type { SavedStars } from './stars.js';
import type { SavedUpdates } from './updates.js';
import type { World } from './world.js';

/** What survives a restart of the sandbox. */
export interface Saved {
  readonly chats: Chat[];
  /** Not in what older sandboxes kept. */
  readonly channels?: Channel[];
  readonly files: SavedFile[];
  readonly updates: SavedUpdates;
  readonly settings: BotSettings;
  readonly stars: SavedStars;
}

/** A copy that later events do not change, fit for JSON. */
export const snapshot = ({ chats, channels, files, updates, settings, stars }: World): Saved =>
  structuredClone({
    chats: chats.all(),
    channels: channels.all(),
    files: files.save(),
    updates: updates.save(),
    settings,
    stars: stars.save(),
  });

/** Takes back what `snapshot` gave, and nothing else; undefined starts afresh. */
export function restore(state: unknown): Saved | undefined {
  if (state === undefined || state === null) return undefined;
  if (!isSaved(state)) throw new TypeError('this is no state of the emulated Telegram');
  return structuredClone(state);
}

const isSaved = (state: unknown): state is Saved =>
  isObject(state) && ['chats', 'files', 'updates', 'settings', 'stars'].every((part) => part in state);
