import { fileUrl } from './api.js';
import { el, icon } from './dom.js';
import { keyboard } from './keyboard.js';
import { bytes, clock, written } from './time.js';
import { wordsFor } from './words.js';

/** One message as a row of the chat. `context` is `{ username, language, act }`. */
export function messageRow(message, context) {
  const { id, from, invoice } = message;
  const notice = noticeOf(message, wordsFor(context.language));
  const row = (...children) =>
    el(
      `li.row.${from === 'person' ? 'out' : 'in'}${notice ? '.service' : ''}`,
      { 'data-id': id },
      ...children,
    );
  if (notice) return row(el('div.pill', {}, notice));
  const keys = keyboard(message, context);
  const bubble = el(
    'div.bubble',
    {},
    message.photo && photo(message, context),
    message.document && file(message.document),
    invoice && bill(invoice),
    message.text !== '' && el('div.text', { html: message.html }),
    meta(message, context.language),
    tail(),
  );
  if (message.text === '' && message.photo) bubble.classList.add('bare');
  enliven(bubble, context);
  const stack = el('div.stack', {}, bubble, keys);
  if (message.photo) stack.style.setProperty('width', `${shownSize(message.photo).width}px`);
  return row(stack);
}

export const price = ({ total, currency }) => (currency === 'XTR' ? `⭐ ${total}` : `${total} ${currency}`);

/** What Telegram itself says of Stars that came or went back. */
function noticeOf({ payment, refund }, words) {
  if (payment) return words.transferred(price(payment));
  return refund ? words.returned(price(refund)) : null;
}

/** One line about it, for the list of people and for screen readers. */
export function summary(message, language) {
  const words = wordsFor(language);
  const notice = noticeOf(message, words);
  if (notice) return notice;
  const kind =
    (message.photo && words.photo) ||
    (message.document && words.document) ||
    (message.invoice && words.invoice);
  return [kind, message.invoice?.title ?? message.text].filter(Boolean).join(': ').replaceAll(/\s+/g, ' ');
}

const [leastPixels, mostPixels] = [200, 360];

function shownSize({ width, height }) {
  const scale = Math.min(mostPixels / width, mostPixels / height, Math.max(1, leastPixels / width));
  return {
    width: Math.round(width * scale) || leastPixels,
    height: Math.round(height * scale) || leastPixels,
  };
}

function photo({ photo: { url, width, height }, text }, { act, language }) {
  const size = shownSize({ width, height });
  return el(
    'button.photo',
    {
      type: 'button',
      'aria-label': wordsFor(language).photo,
      css: { '--ratio': `${size.width} / ${size.height}` },
      onclick: () => act.view(fileUrl(url), text),
    },
    el('img', { src: fileUrl(url), alt: '', width: size.width, height: size.height }),
  );
}

const file = ({ url, name, bytes: count }) =>
  el(
    'a.file',
    { href: fileUrl(url), download: name },
    el('span.disc', {}, icon('file')),
    el('span', {}, el('b', {}, name), el('small', {}, bytes(count))),
  );

const bill = (invoice) =>
  el(
    'div.bill',
    {},
    el('b', {}, invoice.title),
    el('p', {}, invoice.description),
    el('span.sum', {}, price(invoice)),
  );

/** Bots' menus change all the time, so Telegram does not call a message with buttons edited. */
function meta({ date, edited, from, keyboard: keys }, language) {
  const mark = edited && keys.length === 0 ? `${wordsFor(language).edited} ` : '';
  return el('span.meta', {}, mark, clock(date, language), from === 'person' && icon('sent'));
}

function tail() {
  const holder = el('template', {
    html: '<svg class="tail" viewBox="0 0 9 16" aria-hidden="true"><path d="M9 0C9 7 5 13 .6 14.900-.2 15.300.2 16 1 16H9Z"/></svg>',
  });
  return holder.content.firstChild;
}

/** Gives life to what entities made: dates in the reader's zone, spoilers, quotes, code to copy, commands. */
function enliven(bubble, { language, act }) {
  for (const time of bubble.querySelectorAll('time')) {
    time.textContent = written(Number(time.dataset.unix), time.dataset.format || 'DT', language);
  }
  for (const block of bubble.querySelectorAll('blockquote, pre')) {
    // The line that ends before a block, or begins after it, is the block's own edge.
    const next = block.nextSibling;
    if (next?.nodeType === Node.TEXT_NODE) next.data = next.data.replace(/^\n/, '');
  }
  clickable(bubble, '.spoiler', (spoiler) => spoiler.classList.add('seen'));
  clickable(bubble, '.expandable', (quote) => quote.classList.toggle('whole'));
  clickable(bubble, 'code, pre', (code) => act.copy(code.textContent));
  clickable(bubble, '.command', (command) => act.say(command.dataset.command));
  for (const link of bubble.querySelectorAll('.text a[href]')) {
    link.addEventListener('click', (event) => act.follow(link.href, event));
  }
}

function clickable(bubble, selector, act) {
  for (const element of bubble.querySelectorAll(selector)) {
    element.tabIndex = 0;
    element.setAttribute('role', 'button');
    element.addEventListener('click', () => act(element));
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      act(element);
    });
  }
}
