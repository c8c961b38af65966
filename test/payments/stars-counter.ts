import type { Update } from 'grammy/types';
import { openTelegram, token, type Opened } from '../sandbox/telegram/open-telegram.js';
import type { Counter } from './contract.js';

type Message = NonNullable<Update['message']>;

/** Telegram, where bots are paid, with a bot that lets everything be paid. */
export interface StarsCounter extends Counter {
  readonly telegram: Opened['telegram'];
  /** Pays by its link; answers the message that tells the bot so. */
  pay(link: string, person?: number): Promise<Message>;
  /** A link to a subscription, which we do not sell. */
  subscription(payload: string): Promise<string>;
  /** What the bot is told next in a chat. */
  told(): Promise<Message>;
  /** What the emulator's clock shows from now on. */
  setNow(ms: number): void;
}

export const anna = 42;

export async function starsCounter(): Promise<StarsCounter> {
  const clock = { ms: 0 };
  const opened = await openTelegram({ now: () => clock.ms || Date.now() });
  const { telegram, api, root } = opened;
  for (const [id, first_name] of [
    [anna, 'Anna'],
    [66, 'Eve'],
  ] as const)
    telegram.addPerson({ id, first_name });
  let offset = 0;
  const next = async (): Promise<Update> => {
    const [update] = await api.getUpdates({ offset, limit: 1, timeout: 3 });
    if (!update) throw new Error('no update came');
    offset = update.update_id + 1;
    return update;
  };
  const told = async (): Promise<Message> => {
    for (;;) {
      const { message } = await next();
      if (message) return message;
    }
  };
  const messages = new Map<string, Message>();
  const pay = async (link: string, person = anna): Promise<Message> => {
    const paying = telegram.payInvoice(person, link);
    const query = (await next()).pre_checkout_query;
    await api.answerPreCheckoutQuery(query?.id ?? '', true);
    await paying;
    return told();
  };

  return {
    settings: { BOT_TOKEN: token, TELEGRAM_API_ROOT: root },
    telegram,
    pay,
    told,
    subscription: (payload) =>
      api.createInvoiceLink('VPN', 'A month', payload, '', 'XTR', [{ label: 'Month', amount: 150 }], {
        subscription_period: 2_592_000,
      }),
    setNow: (ms) => (clock.ms = ms),
    async pays(link) {
      const message = await pay(link);
      const id = message.successful_payment?.telegram_payment_charge_id ?? '';
      messages.set(id, message);
      return id;
    },
    delivery: (id) =>
      Promise.resolve({ raw: Buffer.from(JSON.stringify(messages.get(id))), headers: {}, ip: '' }),
    close: () => opened.close(),
  };
}
