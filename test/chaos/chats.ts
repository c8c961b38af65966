import type { Telegram } from '../../src/sandbox/telegram/telegram.js';
import type { ViewMessage } from '../../src/sandbox/telegram/view.js';
import type { Sender } from './senders.js';

const success = /Готово[!:]|Подписка( № \d+)? продлена|Новый тариф:|Пробный период начался/;

/** A message in which a person once saw success, and when first. */
export interface Showing {
  readonly messageId: number;
  readonly at: number;
  /** The member of the fleet that did it, and how long after it began to. */
  readonly by: string | undefined;
  readonly tookMs: number;
}

/** One thing that happened in a chat. */
interface Seen {
  readonly at: string;
  readonly person: number;
  readonly what: 'message' | 'edit';
  readonly messageId: number;
  readonly from: ViewMessage['from'];
  /** The member of the fleet that did it. */
  readonly by: string | undefined;
  readonly text: string;
}

export interface Person {
  readonly id: number;
  say(words: string): void;
  /** Taps a button of a message; false when the message has it no more. */
  tap(label: RegExp, on: ViewMessage): boolean;
  /** The bot's next message that fits, of those after the person's last words; undefined when patience ends. */
  sees(pattern: RegExp, ms: number): Promise<ViewMessage | undefined>;
  /** In how many messages they saw success so far. */
  successes(): number;
  /** The shop has shut: nobody waits, says, taps or pays any more. */
  hasLeft(): boolean;
}

export type Chats = ReturnType<typeof watchChats>;

/** All chats of the emulated Telegram as people see them, in this process: the run's own work must cost the fleet little. */
export function watchChats(telegram: Telegram, shut: AbortSignal, sender: () => Sender | undefined) {
  const messages = new Map<number, Map<number, ViewMessage>>();
  const showings = new Map<number, Showing[]>();
  const looking = new Set<() => void>();
  const history: Seen[] = [];
  let lastId = 500_000;

  const hear =
    (what: Seen['what']) =>
    ({ person, message }: { person: number; message: ViewMessage }) => {
      const { id: messageId, from, text } = message;
      const [now, sent] = [Date.now(), sender()];
      history.push({ at: new Date(now).toISOString(), person, what, messageId, from, by: sent?.by, text });
      messages.get(person)?.set(messageId, message);
      const shown = showings.get(person) ?? [];
      if (from === 'bot' && success.test(text) && !shown.some((each) => each.messageId === messageId)) {
        const showing = { messageId, at: now, by: sent?.by, tookMs: now - (sent?.sentAt ?? now) };
        showings.set(person, [...shown, showing]);
      }
      for (const look of looking) look();
    };
  telegram.events.on('message', hear('message'));
  telegram.events.on('edit', hear('edit'));
  shut.addEventListener('abort', () => looking.forEach((look) => look()));

  return {
    history: history as readonly Seen[],
    showings: showings as ReadonlyMap<number, readonly Showing[]>,

    /** Somebody new. */
    meet(): Person {
      const id = (lastId += 1);
      telegram.addPerson({ id, first_name: 'Вера', language_code: 'ru' });
      const mine = new Map<number, ViewMessage>();
      messages.set(id, mine);
      let since = 0;
      return {
        id,
        say(words) {
          shut.throwIfAborted();
          since = telegram.say(id, words).at(-1) ?? since;
        },
        tap(label, on) {
          shut.throwIfAborted();
          const button = mine
            .get(on.id)
            ?.keyboard.flat()
            .find(({ text }) => label.test(text));
          if (!button || !('callback_data' in button)) return false;
          void telegram.tap(id, { message_id: on.id, data: button.callback_data }).catch(() => {});
          return true;
        },
        sees: (pattern, ms) =>
          waitFor({ looking, shut }, ms, () =>
            [...mine.values()].findLast(
              ({ id: at, from, text }) => at > since && from === 'bot' && pattern.test(text),
            ),
          ),
        successes: () => showings.get(id)?.length ?? 0,
        hasLeft: () => shut.aborted,
      };
    },
  };
}

/** Looks at once and whenever something moves. */
function waitFor<T>(
  { looking, shut }: { readonly looking: Set<() => void>; readonly shut: AbortSignal },
  ms: number,
  find: () => T | undefined,
): Promise<T | undefined> {
  return new Promise((resolve) => {
    const end = (found: T | undefined): void => {
      looking.delete(look);
      clearTimeout(timer);
      resolve(found);
    };
    const look = (): void => {
      const found = find();
      if (found !== undefined || shut.aborted) end(found);
    };
    const timer = setTimeout(() => end(find()), ms);
    looking.add(look);
    look();
  });
}
