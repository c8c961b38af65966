import * as api from './api.js';
import { readLink, readPayload } from './links.js';
import { alertBox, copy, toast } from './overlay.js';
import { openElsewhere, payInvoice } from './sheets.js';
import { words } from './words.js';

/** What the sandbox refuses is said, not swallowed. */
export const sure = (promise) => promise.catch((error) => toast(error.message));

/** What a person does in the chat. `state` is `{ current, people, payloads }`, `hooks` `{ jobs, onLink }`. */
export function createDeeds(info, state, { jobs, onLink }) {
  const { username } = info.bot;
  const me = () => state.people.get(state.current);

  async function say(text) {
    const label = { person: me().first_name, what: words.wrote(text.trim()) };
    jobs.note(null, label);
    try {
      const { update_ids: ids = [], update_id: id = ids.at(-1) } = await api.say(state.current, text);
      if (id !== undefined && jobs.forget(label)) jobs.note(id, label);
    } catch (error) {
      jobs.forget(label);
      toast(error.message);
    }
  }

  function start() {
    const payload = state.payloads.get(state.current) ?? '';
    state.payloads.delete(state.current);
    return say(`/start ${payload}`.trim());
  }

  async function restart() {
    await sure(api.unblock(state.current));
    await start();
  }

  /** One tap on a button under a message. */
  async function press(message, button, { row, col }, element) {
    if (button.url !== undefined) return follow(button.url);
    if (button.copy_text) return copy(button.copy_text.text);
    if (button.web_app) return open(button.web_app.url);
    if (button.pay) return pay(message.invoice, () => api.payMessage(state.current, message.id));
    const query = button.switch_inline_query_current_chat;
    if (query !== undefined) return say(`@${username} ${query}`);
    if (element.ariaBusy === 'true') return undefined;
    element.ariaBusy = 'true';
    const answer = await sure(api.tap(state.current, message.id, row, col));
    element.ariaBusy = 'false';
    return answered(answer);
  }

  function pay(invoice, confirm) {
    return payInvoice(invoice, info.bot, () => {
      jobs.note(null, { person: me().first_name, what: words.pays(invoice?.title ?? words.invoice) });
      return confirm();
    });
  }

  function answered({ toast: text, alert, url } = {}) {
    if (alert) alertBox(info.bot.name, alert);
    else if (text) toast(text);
    if (url) follow(url);
  }

  /** A link that was tapped; one of the web the browser opens itself when there is an event to leave to it. */
  function follow(url, event) {
    const link = readLink(url, username);
    if (link.kind === 'web') return event ? undefined : open(link.url);
    event?.preventDefault();
    if (link.kind === 'start') return openPayload(link.payload);
    if (link.kind === 'invoice') return pay(null, () => api.payLink(state.current, url));
    return openElsewhere(url);
  }

  /** As a link to the bot does: an open chat starts again, a fresh one waits for START. */
  function openPayload(typed) {
    const payload = readPayload(typed, username);
    if (payload === null || state.current === null) return toast(words.notOurLink);
    state.payloads.set(state.current, payload);
    onLink();
    return me().opened && !me().blocked ? start() : undefined;
  }

  return { say, start, restart, press, answered, follow, openPayload };
}

const open = (url) => window.open(url, '_blank', 'noopener');
