import { el, icon, iconButton } from './dom.js';
import { words } from './words.js';

const part = (id) => document.getElementById(id);

/** On narrow screens people and jobs lie over the chat, one at a time; null shows the chat alone. */
export function showSide(side) {
  const opener = document.body.dataset.side === 'jobs' ? 'show-jobs' : 'show-people';
  const wasOpen = document.body.dataset.side !== undefined;
  if (side) document.body.dataset.side = side;
  else delete document.body.dataset.side;
  if (side) part(side).querySelector('button, a, summary')?.focus();
  else if (wasOpen) part(opener)?.focus();
}

/** All that stays as it is once the page knows where it is. */
export function fillPage(info, { onNewPerson, onPayload }) {
  document.documentElement.lang = navigator.language;
  document.title = info.title;
  part('title').textContent = words.people;
  for (const element of document.querySelectorAll('[data-word]'))
    element.textContent = words[element.dataset.word];
  part('payload').placeholder = words.deepLinkHint;
  part('people')
    .querySelector('header')
    .append(iconButton('plus', words.newPerson, onNewPerson, { id: 'new-person' }));
  part('jobs')
    .querySelector('header')
    .append(iconButton('close', words.close, () => showSide(null), { id: 'close-jobs' }));
  part('people').ariaLabel = words.people;
  part('jobs').ariaLabel = words.jobs;
  for (const [id, name, label] of [
    ['down', 'down', words.toBottom],
    ['send', 'send', words.send],
    ['keyboard-toggle', 'grid', words.keyboard],
  ]) {
    part(id).append(icon(name));
    part(id).ariaLabel = label;
    part(id).title = label;
  }
  part('links').append(...info.links.map(link));
  part('shade').addEventListener('click', () => showSide(null));
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && showSide(null));
  part('deep-link').addEventListener('submit', (event) => {
    event.preventDefault();
    onPayload(part('payload').value);
    part('payload').value = '';
  });
}

const link = ({ title, url, note }) =>
  el(
    'a',
    { href: url, target: '_blank', rel: 'noopener', title: note },
    el('span', {}, title, note && el('small', {}, note)),
    icon('out'),
  );
