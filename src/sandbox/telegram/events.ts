import { EventEmitter } from 'node:events';
import type { Person } from './chats.js';
import type { ViewMessage } from './view.js';

/** What happens in the chats, for pages that show them. Every payload names the person. */
export interface TelegramEvents {
  message: [{ person: number; message: ViewMessage }];
  edit: [{ person: number; message: ViewMessage }];
  delete: [{ person: number; message_id: number }];
  /** The answer to a tap; `alert` is one that has to be closed. */
  toast: [{ person: number; text: string; alert: boolean }];
  callback: [{ person: number; message_id: number | null; data: string; update_id: number | null }];
  /** "typing…" and its like; lasts five seconds. */
  action: [{ person: number; action: string }];
  payment: [{ person: number; paid: boolean; error: string | null }];
  blocked: [{ person: number; blocked: boolean }];
  person: [{ person: number; details: Person }];
  /** The sandbox goes away. */
  close: [];
}

export const eventNames = [
  'message',
  'edit',
  'delete',
  'toast',
  'callback',
  'action',
  'payment',
  'blocked',
  'person',
] as const satisfies (keyof TelegramEvents)[];

export type Events = EventEmitter<TelegramEvents>;

export function createEvents(): Events {
  const events: Events = new EventEmitter();
  events.setMaxListeners(0);
  return events;
}
