import { el, icon } from './dom.js';
import { words } from './words.js';

/** What a tap answered, over the chat, for as long as Telegram shows it. */
export function toast(text) {
  const shown = el('div.toast', {}, text);
  const toasts = document.getElementById('toasts');
  toasts.replaceChildren(shown);
  setTimeout(() => shown.classList.add('leaving'), 3_200);
  setTimeout(() => shown.remove(), 3_500);
}

/** A dialog that Esc and a click beside it close. Answers it, open. */
export function dialog(spec, properties, ...children) {
  const shown = el(`dialog.${spec}`, properties, ...children);
  shown.addEventListener('click', (event) => {
    if (event.target === shown) shown.close();
  });
  shown.addEventListener('close', () => shown.remove());
  document.body.append(shown);
  shown.showModal();
  return shown;
}

/** Stays until it is closed, as `show_alert` asks. */
export function alertBox(title, text) {
  const ok = el('button.act', { type: 'button', autofocus: true, onclick: () => box.close() }, words.ok);
  const box = dialog(
    'box',
    { role: 'alertdialog', 'aria-label': title },
    el('h2', {}, title),
    el('p', {}, text),
    el('div.actions', {}, ok),
  );
}

/** Fields and a button that sends what they hold; `fields` are `{ name, label, value?, options?, required? }`. */
export function form(title, note, fields, submit, onSubmit) {
  const inputs = fields.map((field) => el('label.field', {}, el('span', {}, field.label), input(field)));
  const box = dialog(
    'box',
    { 'aria-label': title },
    el(
      'form',
      {
        method: 'dialog',
        onsubmit: (event) => onSubmit(Object.fromEntries(new FormData(event.target))),
      },
      el('h2', {}, title),
      note && el('p.dim', {}, note),
      inputs,
      el(
        'div.actions',
        {},
        el('button.act', { type: 'button', onclick: () => box.close() }, words.cancel),
        el('button.act', { type: 'submit' }, submit),
      ),
    ),
  );
}

function input({ name, value = '', options, required = false }, index) {
  if (!options) return el('input', { name, value, required, autocomplete: 'off', autofocus: index === 0 });
  return el(
    'select',
    { name },
    options.map(([key, label]) => el('option', { value: key, selected: key === value }, label)),
  );
}

/** Comes up from below: what would open on a phone, what is to be paid. */
export function sheet(label, ...children) {
  const close = el('button.round.corner', { type: 'button', 'aria-label': words.close }, icon('close'));
  const shown = dialog('sheet', { 'aria-label': label }, close, ...children);
  close.addEventListener('click', () => shown.close());
  return shown;
}

export const viewPhoto = (url, caption) =>
  dialog('viewer', { 'aria-label': words.photo, onclick: (event) => event.currentTarget.close() }, [
    el('img', { src: url, alt: caption }),
    el('button.round.corner', { type: 'button', 'aria-label': words.close }, icon('close')),
  ]);

/** Choices under the button that opened them; `items` are `[label, act, isDanger?]`. */
export function menu(anchor, items) {
  const list = el('div.menu', { popover: 'auto', role: 'menu' });
  for (const [label, act, isDanger] of items) {
    const choose = () => {
      list.hidePopover();
      act();
    };
    list.append(
      el(`button${isDanger ? '.danger' : ''}`, { type: 'button', role: 'menuitem', onclick: choose }, label),
    );
  }
  list.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = [...list.children].indexOf(document.activeElement) + step;
    list.children[(at + list.children.length) % list.children.length].focus();
  });
  list.addEventListener('toggle', ({ newState }) => newState === 'closed' && (list.remove(), anchor.focus()));
  document.body.append(list);
  const { bottom, right } = anchor.getBoundingClientRect();
  list.style.setProperty('top', `${bottom + 6}px`);
  list.style.setProperty('right', `${innerWidth - right}px`);
  list.showPopover();
  list.firstChild.focus();
}

export async function copy(text, said = words.copied) {
  await navigator.clipboard?.writeText(text).catch(() => {});
  toast(said);
}
