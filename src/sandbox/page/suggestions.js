import { el } from './dom.js';

/** The list of commands above the text box: opened by "/" or by the menu button, walked with arrows. */
export function createSuggestions(list, field, choose) {
  let offered = [];
  let shown = [];
  let at = 0;

  function show(commands) {
    shown = commands;
    at = 0;
    list.hidden = commands.length === 0;
    field.setAttribute('aria-expanded', String(!list.hidden));
    list.replaceChildren(...commands.map(option));
    mark();
  }

  const option = ({ command, description }, index) =>
    el(
      'button',
      {
        type: 'button',
        role: 'option',
        id: `command-${index}`,
        tabindex: -1,
        onclick: () => choose(command),
      },
      el('b', {}, `/${command}`),
      el('span', {}, description),
    );

  function mark() {
    [...list.children].forEach((each, index) => each.setAttribute('aria-selected', String(index === at)));
    if (list.hidden) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', `command-${at}`);
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }

  const close = () => show([]);

  return {
    close,
    offer(commands) {
      offered = commands;
      close();
    },
    match(text) {
      const [, typed] = /^\/(\w*)$/.exec(text) ?? [];
      show(
        typed === undefined ? [] : offered.filter(({ command }) => command.startsWith(typed.toLowerCase())),
      );
    },
    toggle() {
      if (list.hidden) show(offered);
      else close();
      field.focus();
    },
    /** True when the key was meant for the list. */
    take(event) {
      if (list.hidden) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) at = (at + step + shown.length) % shown.length;
      else if (event.key === 'Escape') close();
      else if (event.key === 'Enter' || event.key === 'Tab') choose(shown[at].command);
      else return false;
      event.preventDefault();
      mark();
      return true;
    },
  };
}
