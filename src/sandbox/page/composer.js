import { el } from './dom.js';
import { createSuggestions } from './suggestions.js';
import { wordsFor } from './words.js';

const part = (id) => document.getElementById(id);

/** Where people write: the text box, the bot's commands and keyboard, or one big button instead of them. */
export function createComposer(act) {
  const [field, send, big, write, menu, toggle, keys] = [
    'field',
    'send',
    'big',
    'write',
    'menu',
    'keyboard-toggle',
    'reply-keyboard',
  ].map(part);
  const drafts = new Map();
  let person = null;
  let onBig = () => {};
  let drawn = '';

  const grow = () => {
    field.style.setProperty('height', 'auto');
    field.style.setProperty('height', `${field.scrollHeight}px`);
    send.disabled = field.value.trim() === '';
  };
  const say = (text) => {
    field.value = '';
    grow();
    suggestions.close();
    act.say(text);
  };
  const suggestions = createSuggestions(part('commands'), field, (command) => say(`/${command}`));

  field.addEventListener('input', () => {
    grow();
    suggestions.match(field.value);
  });
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || suggestions.take(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (field.value.trim() !== '') say(field.value);
  });
  send.addEventListener('click', () => {
    say(field.value);
    field.focus();
  });
  menu.addEventListener('click', () => suggestions.toggle());
  toggle.addEventListener('click', () => (keys.hidden = !keys.hidden));
  big.addEventListener('click', () => onBig());

  return {
    /** `{ person, language, mode: 'write' | 'start' | 'blocked', commands, keyboard }` */
    show({ person: id, language, mode, commands, keyboard }) {
      const words = wordsFor(language);
      if (person !== id) {
        if (person !== null) drafts.set(person, field.value);
        field.value = drafts.get(id) ?? '';
        person = id;
      }
      [write.hidden, big.hidden] = [mode !== 'write', mode === 'write'];
      big.textContent = mode === 'blocked' ? words.restart : words.start;
      onBig = mode === 'blocked' ? act.restart : act.start;
      field.placeholder = words.message;
      field.setAttribute('aria-label', words.message);
      menu.querySelector('span').textContent = words.menu;
      menu.hidden = commands.length === 0;
      menu.setAttribute('aria-label', words.commands);
      const print = JSON.stringify([id, commands, keyboard]);
      if (print === drawn) return grow();
      drawn = print;
      suggestions.offer(commands);
      toggle.hidden = keyboard.length === 0;
      keys.hidden = keyboard.length === 0;
      keys.replaceChildren(
        ...keyboard.map((row) =>
          el(
            'div.keys',
            {},
            row.map((label) => replyKey(label, say)),
          ),
        ),
      );
      grow();
    },
    focus() {
      // On a phone this would bring up its keyboard.
      if (matchMedia('(hover: hover)').matches) (big.hidden ? field : big).focus({ preventScroll: true });
    },
  };
}

const replyKey = (label, say) => el('button', { type: 'button', onclick: () => say(label) }, label);
