import { avatar, el, iconButton } from './dom.js';
import { menu } from './overlay.js';
import { showSide } from './page.js';
import { words, wordsFor } from './words.js';

const typingMs = 5_000;

/** The bar over the chat: who the bot is, what it does just now, and what can be done about it. */
export function createHeader(bot, act) {
  const status = el('span.status', {});
  const more = iconButton('more', words.more, () => menu(more, choices()), { 'aria-haspopup': 'menu' });
  let state = { language: 'en', opened: false, blocked: false };
  let timer;

  function choices() {
    const { block, unblock, forge, starSubscriptions } = wordsFor(state.language);
    return [
      state.blocked ? [unblock, act.unblock] : state.opened && [block, act.block, true],
      [starSubscriptions, act.starSubscriptions],
      [forge, act.forge],
    ].filter(Boolean);
  }

  function rest() {
    clearTimeout(timer);
    status.classList.remove('typing');
    status.textContent = wordsFor(state.language).bot;
  }

  document.getElementById('chat-header').replaceChildren(
    iconButton('menu', words.showPeople, () => showSide('people'), { id: 'show-people' }),
    avatar({ id: 4, name: bot.name }, 'bot'),
    el('div.about', {}, el('b', {}, bot.name), status),
    iconButton('jobs', words.showJobs, () => showSide('jobs'), { id: 'show-jobs' }),
    more,
  );

  return {
    show(next) {
      state = next;
      if (!status.classList.contains('typing')) rest();
    },
    /** "typing…" lasts five seconds, or until there is something to read. */
    type() {
      clearTimeout(timer);
      timer = setTimeout(rest, typingMs);
      status.classList.add('typing');
      status.replaceChildren(wordsFor(state.language).typing, el('i'), el('i'), el('i'));
    },
    rest,
  };
}
