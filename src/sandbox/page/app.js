import * as api from './api.js';
import { createChat } from './chat.js';
import { createComposer } from './composer.js';
import { createDeeds, sure } from './deeds.js';
import { forgeTap, newPerson } from './forms.js';
import { showStarSubscriptions } from './star-subscriptions.js';
import { createHeader } from './header.js';
import { createJobs } from './jobs.js';
import { viewPhoto, copy } from './overlay.js';
import { fillPage, showSide } from './page.js';
import { createPeople } from './people.js';
import { words, wordsFor } from './words.js';

const part = (id) => document.getElementById(id);
const info = await firstInfo();

/** Everybody by id with what the list shows of them, and payloads of links that were opened before the chat was. */
const state = { current: null, people: new Map(), payloads: new Map() };
const { people } = state;
let commands = [];

const jobs = createJobs(part('job-list'), part('chat-header'));
const deeds = createDeeds(info, state, {
  jobs,
  onLink() {
    showSide(null);
    composer.focus();
  },
});
const chat = createChat({ username: info.bot.username, act: { ...deeds, copy, view: viewPhoto } });
const composer = createComposer(deeds);
const list = createPeople(part('person-list'), { operators: info.operators ?? [], onChoose: choose });
const header = createHeader(info.bot, {
  block: () => sure(api.block(state.current)),
  unblock: () => sure(api.unblock(state.current)),
  forge: () => forgeTap(state.current, deeds.answered),
  starSubscriptions: () => sure(showStarSubscriptions(state.current)),
});
fillPage(info, { onPayload: deeds.openPayload, onNewPerson: () => newPerson(add) });

/** The page may be there before the sandbox is up again. */
async function firstInfo() {
  part('toasts').dataset.offline = words.offline;
  for (;;) {
    try {
      return await api.getInfo();
    } catch {
      document.body.classList.add('offline');
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

function add(person) {
  know(person);
  return choose(person.id);
}

const know = (person) => people.set(person.id, { unread: 0, ...people.get(person.id), ...person });
const me = () => people.get(state.current);

async function choose(id) {
  await open(id);
  showSide(null);
  composer.focus();
}

async function open(id) {
  state.current = id;
  history.replaceState(null, '', `#${id}`);
  await load();
}

/** Asks for everything anew: at the start, for another person, and when the connection was away. */
async function load() {
  const id = state.current;
  const [view, offered] = await Promise.all([api.getChat(id), api.getCommands(id)]);
  if (id !== state.current) return;
  commands = offered;
  Object.assign(me(), { opened: view.opened, blocked: view.blocked, unread: 0, last: view.messages.at(-1) });
  chat.show(view);
  refresh();
}

function refresh() {
  list.show([...people.values()], state.current);
  const person = me();
  if (!person) return;
  const { opened, blocked, language_code } = person;
  const mode = blocked ? 'blocked' : opened ? 'write' : 'start';
  composer.show({
    person: state.current,
    language: language_code,
    mode,
    commands,
    keyboard: chat.replyKeyboard(),
  });
  header.show({ language: language_code, opened, blocked });
  const { whatCanItDo, emptyChat } = wordsFor(language_code);
  part('empty').querySelector('b').textContent = whatCanItDo;
  part('empty').querySelector('p').textContent = info.bot.description ?? emptyChat;
}

const hear = {
  message({ person, message }) {
    const entry = people.get(person);
    if (!entry) return;
    entry.last = message;
    if (message.from === 'person') entry.opened = true;
    if (message.payment) jobs.note(null, { person: entry.first_name, what: words.receipt });
    if (person === state.current) {
      chat.upsert(message);
      if (message.from === 'bot') header.rest();
    } else if (message.from === 'bot') entry.unread += 1;
    refresh();
  },
  edit({ person, message }) {
    const entry = people.get(person);
    if (entry?.last?.id === message.id) entry.last = message;
    if (person === state.current) chat.upsert(message);
    refresh();
  },
  delete({ person, message_id: id }) {
    if (person === state.current) chat.remove(id);
  },
  callback({ person, message_id: id, data, update_id: update }) {
    const label = person === state.current ? chat.label(id, data) : data;
    if (update !== null)
      jobs.note(update, { person: people.get(person)?.first_name ?? '', what: words.tapped(label) });
  },
  action({ person }) {
    if (person === state.current) header.type();
  },
  blocked({ person, blocked }) {
    if (people.has(person)) people.get(person).blocked = blocked;
    refresh();
  },
  person({ details }) {
    know(details);
    refresh();
  },
};

/** After a silence everything may be different. */
async function begin() {
  document.body.classList.remove('offline');
  for (const person of await api.getPeople()) know(person);
  const [first] = people.keys();
  const wanted = Number(location.hash.slice(1));
  if (state.current !== null) await load();
  else if (first !== undefined) await open(people.has(wanted) ? wanted : first);
  refresh();
  await Promise.all(
    [...people.values()]
      .filter(({ opened, last }) => opened && !last)
      .slice(0, 20)
      .map(addLast),
  );
}

async function addLast(person) {
  person.last = (await api.getChat(person.id)).messages.at(-1);
  refresh();
}

api.listenToChats((name, event) => hear[name](event), {
  onOpen: () => sure(begin()),
  onLost: () => document.body.classList.add('offline'),
});
api.listenToJobs(jobs.add);
