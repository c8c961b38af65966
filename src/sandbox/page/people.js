import { avatar, el } from './dom.js';
import { summary } from './message.js';
import { clock } from './time.js';
import { words } from './words.js';

/** The list at the left: who there is, what was said last, what was not seen yet. */
export function createPeople(list, { operators, onChoose }) {
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const rows = [...list.querySelectorAll('.person')];
    const target = rows[rows.indexOf(document.activeElement) + (step ?? 0)];
    if (!step || !target) return;
    event.preventDefault();
    target.focus();
  });

  function row(person, current) {
    const { id, first_name: name, last, unread, blocked } = person;
    const isCurrent = id === current;
    return el(
      `button.person${isCurrent ? '.current' : ''}`,
      {
        type: 'button',
        'data-person': id,
        'aria-current': isCurrent ? 'true' : null,
        onclick: () => onChoose(id),
      },
      avatar({ id, name }),
      el(
        'span.about',
        {},
        el(
          'span.line',
          {},
          el('b', {}, name),
          operators.includes(id) && el('span.tag', {}, words.operator),
          last && el('time', {}, clock(last.date, navigator.language)),
        ),
        el(
          'span.line',
          {},
          el('span.snippet', {}, ...snippet(person)),
          unread > 0 && el('span.unread', {}, String(unread)),
        ),
      ),
      blocked && el('span.sr', {}, words.blockedNote),
    );
  }

  return {
    show(people, current) {
      const focused = document.activeElement?.dataset.person;
      list.replaceChildren(...people.map((person) => row(person, current)));
      if (people.length === 0) list.append(el('p.dim', {}, words.noPeople));
      if (focused) list.querySelector(`[data-person="${focused}"]`)?.focus();
    },
  };
}

function snippet({ last, blocked, username, language_code: language }) {
  if (blocked) return [`🚫 ${words.blockedNote}`];
  if (!last) return [username ? `@${username}` : words.start];
  const text = summary(last, language);
  return last.from === 'person' && !last.payment ? [el('i', {}, `${words.yourself}: `), text] : [text];
}
