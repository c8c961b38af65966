import { el } from './dom.js';
import { messageRow, summary } from './message.js';
import { day, isSameDay } from './time.js';
import { wordsFor } from './words.js';

const nearPixels = 120;

/** The messages of one person, in step with what the emulator tells. */
export function createChat({ username, act }) {
  const [scroller, list, down, said] = ['scroller', 'messages', 'down', 'announcer'].map((id) =>
    document.getElementById(id),
  );
  const messages = new Map();
  let language = 'en';
  let missed = 0;
  let follows = true;
  let lastTop = 0;

  const rowOf = (id) => list.querySelector(`.row[data-id="${id}"]`);
  const isNear = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearPixels;
  const toBottom = (behavior = 'instant') => scroller.scrollTo({ top: scroller.scrollHeight, behavior });
  const countMissed = (count) => {
    missed = count;
    down.classList.toggle('shown', !follows);
    down.dataset.missed = missed || '';
  };
  // Only who scrolls up stops following: a smooth scroll down is behind while messages come in quickly.
  scroller.addEventListener('scroll', () => {
    follows = isNear() || (follows && scroller.scrollTop >= lastTop);
    lastTop = scroller.scrollTop;
    countMissed(follows ? 0 : missed);
  });
  down.addEventListener('click', () => toBottom('smooth'));
  // A phone's keyboard, a turned screen: what was at the bottom stays there.
  new ResizeObserver(() => follows && toBottom()).observe(scroller);

  function put(message) {
    const row = messageRow(message, { username, language, act });
    const old = rowOf(message.id);
    const focused = old?.contains(document.activeElement) ? { ...document.activeElement.dataset } : null;
    messages.set(message.id, message);
    if (old) old.replaceWith(row);
    else
      list.insertBefore(
        row,
        [...list.querySelectorAll('.row')].find((each) => each.dataset.id > message.id) ?? null,
      );
    if (focused) refocus(row, focused);
  }

  /** Dates between the messages, and tails on the last of those that belong together. */
  function arrange() {
    for (const separator of list.querySelectorAll('.day')) separator.remove();
    const rows = [...list.querySelectorAll('.row')];
    rows.forEach((row, index) => {
      const [message, next, last] = [row, rows[index + 1], rows[index - 1]].map((each) =>
        messages.get(Number(each?.dataset.id)),
      );
      const ends =
        !next || next.from !== message.from || next.date - message.date > 600 || next.payment || next.refund;
      row.classList.toggle('last', Boolean(ends));
      if (!last || !isSameDay(last.date, message.date)) {
        list.insertBefore(el('li.day', {}, el('div.pill', {}, day(message.date, language))), row);
      }
    });
    document.getElementById('empty').hidden = rows.length > 0;
  }

  return {
    show(view) {
      language = view.person.language_code ?? 'en';
      messages.clear();
      list.replaceChildren();
      for (const message of view.messages) put(message);
      arrange();
      follows = true;
      toBottom();
      countMissed(0);
    },
    upsert(message) {
      const isNew = !messages.has(message.id);
      if (isNew && message.from === 'person') follows = true;
      put(message);
      arrange();
      if (follows) toBottom(isNew ? 'smooth' : 'instant');
      else countMissed(missed + (isNew ? 1 : 0));
      if (message.from === 'bot') said.textContent = summary(message, language);
      if (isNew) rowOf(message.id).classList.add('arriving');
    },
    remove(id) {
      messages.delete(id);
      rowOf(id)?.remove();
      arrange();
    },
    /** What the button with this data says. */
    label: (id, data) =>
      (messages.get(id)?.keyboard ?? []).flat().find((button) => button.callback_data === data)?.text ?? data,
    /** The newest word about the person's own keyboard. */
    replyKeyboard: () =>
      [...messages.values()].findLast((message) => message.reply_keyboard)?.reply_keyboard ?? [],
    words: () => wordsFor(language),
  };
}

/** Who uses a keyboard stays where they were when the message changes under them. */
function refocus(row, { row: y, col: x }) {
  if (y === undefined) return;
  const target = row.querySelector(`.key[data-row="${y}"][data-col="${x}"]`) ?? row.querySelector('.key');
  target?.focus({ preventScroll: true });
}
