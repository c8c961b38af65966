import { setTimeout as sleep } from 'node:timers/promises';

export interface Button {
  readonly text: string;
  readonly url?: string;
  readonly callback_data?: string;
}
/** A message as the chat page shows it. */
export interface Shown {
  readonly id: number;
  readonly from: 'bot' | 'person';
  readonly text: string;
  readonly photo: object | null;
  readonly keyboard: readonly (readonly Button[])[];
}

const patienceMs = 30_000;

export type Person = Awaited<ReturnType<typeof meetPerson>>;

/** Somebody new at the sandbox, who writes, taps and looks at the chat over its HTTP, and says what they do. */
export async function meetPerson(url: string, say: (line: string) => void) {
  const ask = askAt(url);
  const person = await ask('/control/telegram/people', { first_name: 'Вера', language_code: 'ru' });
  const chat = `/control/telegram/chats/${String(person['id'])}`;
  say(`a new person: ${String(person['first_name'])}, Telegram id ${String(person['id'])}`);
  /** What came before the last text is not looked at: an older screen may say the same. */
  let since = 0;
  const all = async () => (await ask(chat))['messages'] as Shown[];

  const waitFor = async (what: string, fits: (shown: Shown) => boolean): Promise<Shown> => {
    for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
      const found = (await all()).findLast(
        (shown) => shown.id > since && shown.from === 'bot' && fits(shown),
      );
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    }
  };

  return {
    /** Their Telegram id. */
    id: Number(person['id']),
    ask,
    all,
    waitFor,

    async text(words: string): Promise<void> {
      since = (await all()).at(-1)?.id ?? 0;
      await ask(`${chat}/say`, { text: words });
    },

    async sees(what: string, pattern: RegExp): Promise<Shown> {
      const found = await waitFor(what, ({ text }) => pattern.test(text));
      say(`sees ${what}: ${found.text.split('\n').filter(Boolean)[0]}`);
      return found;
    },

    async tap(label: RegExp, on: Shown): Promise<void> {
      const { text, callback_data: data } = buttonOf(label, on);
      say(`taps ${text}`);
      await ask(`${chat}/tap`, { message_id: on.id, data });
    },
  };
}

export function buttonOf(label: RegExp, on: Shown): Button {
  const button = on.keyboard.flat().find(({ text }) => label.test(text));
  if (!button) throw new Error(`no button ${label} on "${on.text.slice(0, 60)}"`);
  return button;
}

/** Asks the sandbox; with a body it is a POST. */
const askAt =
  (url: string) =>
  async (path: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${url}${path}`, {
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status} to ${path}`);
    const text = await answer.text();
    return text ? (JSON.parse(text) as Record<string, unknown>) : {};
  };
