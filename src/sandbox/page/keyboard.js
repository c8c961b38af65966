import { el, icon } from './dom.js';
import { readLink } from './links.js';

/** The buttons under a message. `act.press(message, button, place, element)` is told of every tap. */
export function keyboard(message, { username, act }) {
  if (message.keyboard.length === 0) return null;
  return el(
    'div.keyboard',
    { role: 'group', onkeydown: walk },
    message.keyboard.map((row, y) =>
      el(
        'div.keys',
        {},
        row.map((button, x) =>
          key(button, { row: y, col: x }, username, (place, element) =>
            act.press(message, button, place, element),
          ),
        ),
      ),
    ),
  );
}

function key(button, place, username, press) {
  const { url } = button;
  const link = url === undefined ? null : readLink(url, username);
  const mark = markOf(button, link);
  const look = button.style ? `.${button.style}` : '';
  const data = { 'data-row': place.row, 'data-col': place.col };
  const inside = [el('span', {}, button.text), mark && icon(mark)];
  if (link?.kind === 'web') {
    return el(`a.key${look}`, { href: link.url, target: '_blank', rel: 'noopener', ...data }, inside);
  }
  const onclick = ({ currentTarget }) => press(place, currentTarget);
  return el(
    `button.key${look}`,
    { type: 'button', disabled: Boolean(button.disabled), onclick, ...data },
    inside,
  );
}

function markOf(button, link) {
  if (link) return link.kind === 'start' ? null : 'out';
  if (button.web_app) return 'app';
  if (button.copy_text) return 'copy';
  return button.pay ? 'card' : null;
}

/** Arrows go from button to button, as on a phone's screen the thumb does. */
function walk(event) {
  const [down, right] =
    { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ?? [];
  if (down === undefined) return;
  const { row, col } = event.target.closest('.key').dataset;
  const rows = [...event.currentTarget.children];
  const next = rows[Number(row) + down];
  const target = next?.children[Math.min(Number(col), next.children.length - 1) + right];
  if (!target) return;
  event.preventDefault();
  target.focus();
}
