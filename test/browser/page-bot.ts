import type { EventEmitter } from 'node:events';
import { Api, InlineKeyboard, InputFile, Keyboard } from 'grammy';
import type { CallbackQuery, Message, Update } from 'grammy/types';
import QRCode from 'qrcode';
import type { JobEvent } from '../../src/sandbox/job-feed.js';

const html = { parse_mode: 'HTML' } as const;
const welcome = (name: string, payload: string): string =>
  `<b>Hello, ${name}!</b>\n\nFast and private VPN for all your devices. Pick what you need:${payload && `\n\nInvited: ${payload}`}`;

const menu = () =>
  new InlineKeyboard()
    .add({ text: '💳 Buy a subscription', callback_data: 'buy', style: 'primary' })
    .row()
    .add({ text: '🎁 Try 3 days free', callback_data: 'silence', style: 'success' })
    .row()
    .text('👤 My subscription', 'mine')
    .text('🌐 Language', 'language')
    .row()
    .url('❓ Help', 'https://example.com/help');

const plans = () =>
  new InlineKeyboard()
    .text('1 month', 'plan:1')
    .text('3 months', 'plan:3')
    .row()
    .text('12 months', 'plan:12')
    .row()
    .add({ text: 'Cancel', callback_data: 'back', style: 'danger' });

const links = () =>
  new InlineKeyboard()
    .url('Invite', 'https://t.me/getpro_bot?start=friend_7')
    .url('Channel', 'https://t.me/durov')
    .row()
    .copyText('Promo code', 'SPRING')
    .add({ text: 'Sold out', disabled: {} });

const rich = `<blockquote expandable>Netherlands\nGermany\nFinland\nSweden\nJapan</blockquote>
Valid until <tg-time unix="1798761600" format="D">31 December</tg-time>, key <tg-spoiler>hidden</tg-spoiler>, <a href="https://example.com/rules">rules</a>, &lt;b&gt; stays text`;

/** A tiny shop: enough to see every kind of thing that the page must show. Its jobs are told to `jobs`. */
export async function startPageBot(apiRoot: string, token: string, jobs: EventEmitter<{ job: [JobEvent] }>) {
  const api = new Api(token, { apiRoot });
  const state = { isOpen: true };
  await api.setMyCommands([
    { command: 'start', description: 'Start again' },
    { command: 'qr', description: 'My connection' },
    { command: 'help', description: 'Ask a human' },
  ]);
  const polling = poll(api, state, (update) => run(update, () => handle(api, update)));

  let number = 0;
  async function run(update: Update, work: () => Promise<void>): Promise<void> {
    const about = {
      cause: String(update.update_id),
      queue: 'updates',
      job: 'mailbox.drain',
      id: `j${++number}`,
    };
    jobs.emit('job', { ...about, state: 'waiting', at: Date.now() });
    jobs.emit('job', { ...about, state: 'active', at: Date.now() });
    const startedAt = Date.now();
    await work();
    jobs.emit('job', { ...about, state: 'done', ms: Date.now() - startedAt, at: Date.now() });
  }

  return {
    api,
    /** Once the sandbox that it talks to is closed too. */
    close() {
      state.isOpen = false;
      return polling;
    },
  };
}

async function poll(
  api: Api,
  state: { isOpen: boolean },
  take: (update: Update) => Promise<void>,
): Promise<void> {
  let offset = 0;
  while (state.isOpen) {
    const updates = await api.getUpdates({ offset, timeout: 20 }).catch(() => []);
    for (const update of updates) {
      offset = update.update_id + 1;
      await take(update);
    }
  }
}

async function handle(api: Api, update: Update): Promise<void> {
  const { message, callback_query: query, pre_checkout_query: checkout } = update;
  if (message?.text !== undefined) await hear(api, message, message.text);
  if (query) await answer(api, query);
  if (checkout) await api.answerPreCheckoutQuery(checkout.id, true);
}

async function hear(api: Api, { chat: { id: chat }, from }: Message, text: string): Promise<void> {
  if (text.startsWith('/start')) {
    const said = welcome(from?.first_name ?? '', text.slice(7));
    await api.sendMessage(chat, said, { ...html, reply_markup: menu() });
  } else if (text === '/qr') {
    const qr = await QRCode.toBuffer('https://panel.example.com/sub/Ab3dE5', { width: 480, margin: 3 });
    const caption = '<b>Your connection</b>\n<code>https://panel.example.com/sub/Ab3dE5</code>';
    const reply_markup = new InlineKeyboard().text('« Back', 'again');
    await api.sendPhoto(chat, new InputFile(qr, 'qr.png'), { caption, ...html, reply_markup });
  } else if (text === '/rich') {
    await api.sendMessage(chat, rich, { ...html, reply_markup: links() });
  } else if (text === '/invoice') {
    await api.sendInvoice(chat, 'One month', 'All countries, 5 devices', 'order', 'XTR', [
      { label: 'Month', amount: 100 },
    ]);
  } else if (text === '/file') {
    await api.sendDocument(chat, new InputFile(Buffer.from('a,b\n'), 'payments.csv'), {
      caption: 'Payments',
    });
  } else if (text === '/keys') {
    const reply_markup = new Keyboard().text('Yes').text('No').resized();
    await api.sendMessage(chat, 'Sure?', { reply_markup });
  } else {
    await api.sendMessage(chat, `You said: ${text}`);
  }
}

async function answer(api: Api, { id, data = '', message, from }: CallbackQuery): Promise<void> {
  const [chat, shown] = [from.id, message?.message_id ?? 0];
  if (data === 'silence') return;
  if (data === 'buy') {
    const text = '<b>How long?</b>\n\nThe longer, the cheaper a month.';
    await api.editMessageText(chat, shown, text, { ...html, reply_markup: plans() });
  } else if (data === 'back') {
    await api.editMessageText(chat, shown, welcome(from.first_name, ''), { ...html, reply_markup: menu() });
  } else if (data === 'again') {
    await api.deleteMessage(chat, shown);
  }
  const text = { mine: 'You have no subscription yet', language: 'Choose on another day' }[data] ?? '';
  await api.answerCallbackQuery(id, { text, show_alert: data === 'language' });
}
