import { avatar, el } from './dom.js';
import { price } from './message.js';
import { alertBox, copy, sheet, toast } from './overlay.js';
import { words } from './words.js';

/** A link that a phone gives to another app; here it is shown, and can be copied. */
export function openElsewhere(url) {
  const shown = sheet(
    words.opensApp,
    el('h2', {}, words.opensApp),
    el('p.address', {}, url),
    el(
      'button.wide',
      { type: 'button', autofocus: true, onclick: () => (shown.close(), copy(url)) },
      words.copyLink,
    ),
    el('a.wide.plain', { href: url, onclick: () => shown.close() }, words.anyway),
  );
}

/** Telegram's own pay window. `invoice` is null behind a link, whose price only Telegram knows. */
export function payInvoice(invoice, bot, confirm) {
  const button = el(
    'button.wide',
    { type: 'button', autofocus: true, onclick: () => act() },
    words.confirmPay,
    invoice && ` ${price(invoice)}`,
  );
  const shown = sheet(
    words.invoice,
    avatar({ id: 4, name: bot.name }, 'large'),
    el('h2', {}, invoice?.title ?? words.invoice),
    invoice && el('p', {}, invoice.description),
    button,
  );
  async function act() {
    button.disabled = true;
    button.ariaBusy = 'true';
    const { paid, error } = await confirm().catch(({ message }) => ({ paid: false, error: message }));
    shown.close();
    if (paid) toast(words.paid(invoice?.title ?? ''));
    else alertBox(bot.name, error);
  }
}
