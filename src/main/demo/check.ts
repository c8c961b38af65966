import { setTimeout as sleep } from 'node:timers/promises';

interface Button {
  readonly text: string;
  readonly url?: string;
  readonly callback_data?: string;
}
interface Shown {
  readonly id: number;
  readonly from: 'bot' | 'person';
  readonly text: string;
  readonly photo: object | null;
  readonly keyboard: readonly (readonly Button[])[];
}

const patienceMs = 30_000;

/** A buyer who goes through the main job alone, over the sandbox's HTTP, and says what they saw. */
export async function checkMainJob(sandboxUrl: string, say: (line: string) => void): Promise<void> {
  const buyer = await createBuyer(sandboxUrl, say);
  await buyer.text('/start');
  await buyer.tap(/Попробовать/, await buyer.sees('a welcome', /Привет, Вера/));
  await buyer.tap(/Начать/, await buyer.sees('the trial', /Попробуйте бесплатно/));
  const trial = await buyer.sees('access on trial', /Пробный период начался[\s\S]*http/);
  await buyer.connects(trial);

  await buyer.buy('Подписка продлена');
  const until = await buyer.subscription();
  await buyer.buy('Подписка продлена');
  const later = await buyer.subscription();
  if (later === until) throw new Error(`renewing moved nothing: still active until ${until}`);
  say(`renewed: ${until} → ${later}`);
}

async function createBuyer(url: string, say: (line: string) => void) {
  const ask = async (path: string, body?: object): Promise<Record<string, unknown>> => {
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
  const person = await ask('/control/telegram/people', { first_name: 'Вера', language_code: 'ru' });
  const chat = `/control/telegram/chats/${String(person['id'])}`;
  say(`a new person: ${String(person['first_name'])}, Telegram id ${String(person['id'])}`);
  /** What came before the last text is not looked at: an older screen may say the same. */
  let since = 0;
  const all = async () => (await ask(chat))['messages'] as Shown[];
  const messages = async () => (await all()).filter(({ id }) => id > since);
  const text = async (words: string): Promise<void> => {
    since = (await all()).at(-1)?.id ?? 0;
    await ask(`${chat}/say`, { text: words });
  };

  const sees = async (what: string, pattern: RegExp): Promise<Shown> => {
    for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
      const found = (await messages()).findLast(({ from, text }) => from === 'bot' && pattern.test(text));
      if (found) {
        say(`sees ${what}: ${found.text.split('\n').filter(Boolean)[0]}`);
        return found;
      }
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}`);
    }
  };
  const buttonOf = (label: RegExp, on: Shown): Button => {
    const button = on.keyboard.flat().find(({ text }) => label.test(text));
    if (!button) throw new Error(`no button ${label} on "${on.text.slice(0, 60)}"`);
    return button;
  };
  const tap = async (label: RegExp, on: Shown): Promise<void> => {
    const { text, callback_data: data } = buttonOf(label, on);
    say(`taps ${text}`);
    await ask(`${chat}/tap`, { message_id: on.id, data });
  };

  return {
    sees,
    tap,
    text,

    /** Follows the connection link as an app would, and asks for the QR picture. */
    async connects(on: Shown): Promise<void> {
      const link = /https?:\S+/.exec(on.text)?.[0] ?? '';
      const answer = await fetch(link, { headers: { 'user-agent': 'v2rayNG/1.9' } });
      const config = Buffer.from(await answer.text(), 'base64').toString();
      if (!config.startsWith('vless://')) throw new Error('the connection link leads to no configuration');
      say(`connects: ${config.slice(0, 24)}…`);
      await tap(/QR/, on);
      for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
        const picture = (await messages()).findLast(({ photo }) => photo !== null);
        if (picture) return tap(/Назад/, picture);
        if (Date.now() > deadline) throw new Error('no QR picture came');
      }
    },

    /** Buys a month and pays on the provider's page. */
    async buy(success: string): Promise<void> {
      await text('/buy');
      await tap(/1 месяц/, await sees('the plans', /На какой срок/));
      await tap(/Картой/, await sees('ways to pay', /Как вам удобнее заплатить/));
      const invoice = await sees('an invoice', /Счёт на/);
      const page = buttonOf(/Оплатить/, invoice).url ?? '';
      const id = new URL(page).pathname.split('/').at(-1);
      await ask(`/control/yookassa/payments/${id}/succeed`, {});
      say(`pays on ${new URL(page).pathname}`);
      for (const deadline = Date.now() + patienceMs; ; await sleep(50)) {
        const done = (await messages()).findLast((shown) => shown.text.includes(success));
        if (done) return say(`sees success: ${done.text.split('\n')[0]}`);
        if (Date.now() > deadline) throw new Error(`paid, and never heard "${success}"`);
      }
    },

    /** Until when the subscription is active, as its screen says. */
    async subscription(): Promise<string> {
      await text('/connect');
      const screen = await sees('the subscription', /Моя подписка[\s\S]*Активна до/);
      return /Активна до ([^(\n]+?) \(/.exec(screen.text)?.[1] ?? '';
    },
  };
}
