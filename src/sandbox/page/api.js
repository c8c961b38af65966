/** JSON over HTTP. @throws {Error} in the sandbox's own words */
async function call(path, body, method = body === undefined ? 'GET' : 'POST') {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `${path}: ${response.status}`);
  return answer;
}

const telegram = 'control/telegram';
const chat = (person) => `${telegram}/chats/${person}`;

export const getInfo = () => call('control/info');
export const getCommands = (person) => call(`control/commands/${person}`);
export const getPeople = () => call(`${telegram}/people`);
export const addPerson = (person) => call(`${telegram}/people`, person);
export const getChat = (person) => call(chat(person));
export const say = (person, text) => call(`${chat(person)}/say`, { text });
export const tap = (person, message, row, col) =>
  call(`${chat(person)}/tap`, { message_id: message, row, col });
export const forge = (person, forged) => call(`${chat(person)}/forge`, forged);
export const payMessage = (person, message) => call(`${chat(person)}/pay`, { message_id: message });
export const payLink = (person, link) => call(`${chat(person)}/pay`, { link });
export const getStarSubscriptions = (person) => call(`${chat(person)}/subscriptions`);
export const doStarSubscription = (person, id, deed) =>
  call(`${chat(person)}/subscriptions/${encodeURIComponent(id)}`, { deed });
export const block = (person) => call(`${chat(person)}/block`, {});
export const unblock = (person) => call(`${chat(person)}/unblock`, {});

/** Addresses of files are relative to the control API. */
export const fileUrl = (url) => `${telegram}/${url}`;

/**
 * Listens while somebody looks: a hidden page gives its connection back, since browsers have six for one address.
 * `onOpen` runs at each new beginning, when what was missed has to be asked for.
 */
export function listen(path, names, onEvent, { onOpen = () => {}, onLost = () => {} } = {}) {
  let source = null;
  const open = () => {
    source = new EventSource(path);
    source.onopen = onOpen;
    source.onerror = () => {
      onLost();
      if (source?.readyState === EventSource.CLOSED) setTimeout(reopen, 2_000);
    };
    for (const name of names) source.addEventListener(name, ({ data }) => onEvent(name, JSON.parse(data)));
  };
  const reopen = () => {
    source?.close();
    source = null;
    if (!document.hidden) open();
  };
  document.addEventListener('visibilitychange', reopen);
  open();
}

export const listenToChats = (onEvent, hooks) =>
  listen(
    `${telegram}/events`,
    ['message', 'edit', 'delete', 'callback', 'action', 'blocked', 'person'],
    onEvent,
    hooks,
  );
export const listenToJobs = (onEvent) => listen('control/jobs', ['job'], (_, event) => onEvent(event));
