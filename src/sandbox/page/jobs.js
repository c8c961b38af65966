import { el } from './dom.js';
import { words } from './words.js';

const keptGroups = 40;
const patienceMs = 15_000;

/** Beside the chat: the jobs that each tap caused, the newest tap on top and in it the newest job. */
export function createJobs(list, badge) {
  const groups = new Map();
  const labels = new Map(JSON.parse(sessionStorage.getItem('labels') ?? '[]'));
  /** What people did whose cause nobody named yet. */
  const unnamed = [];

  function groupOf(cause) {
    const known = groups.get(cause);
    if (known) return known;
    const label = !labels.has(cause) && /^\d+$/.test(cause) && firstUnnamed();
    if (label) name(cause, label);
    const group = { cause, jobs: new Map(), seen: new Set(), element: el('details.cause') };
    groups.set(cause, group);
    for (const { element } of groups.values()) element.open = false;
    group.element.open = true;
    list.prepend(group.element);
    for (const [oldest, { element }] of [...groups].slice(0, -keptGroups)) {
      element.remove();
      groups.delete(oldest);
    }
    return group;
  }

  /** The oldest deed that waits for its cause, unless it waited in vain. */
  function firstUnnamed() {
    while (unnamed.length > 0) {
      const { label, at } = unnamed.shift();
      if (Date.now() - at < patienceMs) return label;
    }
    return null;
  }

  function name(cause, label) {
    labels.set(cause, label);
    sessionStorage.setItem('labels', JSON.stringify([...labels].slice(-keptGroups)));
  }

  function draw(group) {
    const jobs = [...group.jobs.values()].sort((one, other) => other.first - one.first);
    const label = labels.get(group.cause);
    group.element.replaceChildren(
      el(
        'summary',
        {},
        el('span.what', {}, label ? label.what : nameOf(group.cause)),
        el('small', {}, [label?.person, total(jobs)].filter(Boolean).join(' · ')),
      ),
      el('ol', {}, jobs.map(jobRow)),
    );
    const isBusy = [...groups.values()]
      .at(-1)
      .jobs.values()
      .some(({ state }) => state === 'active' || state === 'waiting');
    badge.classList.toggle('busy', isBusy);
    document.getElementById('no-jobs').hidden = true;
  }

  return {
    /** `label` is `{ person, what }`; without a cause it waits for the next one that nobody knows. */
    note(cause, label) {
      if (cause === null || cause === undefined) {
        unnamed.push({ label, at: Date.now() });
        return;
      }
      name(String(cause), label);
      draw(groupOf(String(cause)));
    },
    /** True when the label still waited for a cause; it does no more. */
    forget(label) {
      const index = unnamed.findIndex((each) => each.label === label);
      if (index >= 0) unnamed.splice(index, 1);
      return index >= 0;
    },
    add(event) {
      const group = groupOf(event.cause);
      // A new connection tells the last events again.
      const print = `${event.id} ${event.state} ${event.at}`;
      if (group.seen.has(print)) return;
      group.seen.add(print);
      const job = group.jobs.get(event.id) ?? { first: event.at ?? Date.now(), attempt: 0 };
      const attempt = event.attempt ?? job.attempt + (event.state === 'active' ? 1 : 0);
      group.jobs.set(event.id, { ...job, ...event, attempt, until: event.at ?? Date.now() });
      draw(group);
    },
  };
}

/** An update by its id, a webhook by its sender; what began inside the system has an id that says nothing. */
function nameOf(cause) {
  if (/^\d+$/.test(cause)) return words.cause(cause);
  const sender = /^([a-z]+)-[\da-f-]{36}$/.exec(cause)?.[1];
  if (sender) return words.webhook(sender);
  return /^[\da-f-]{36}$|^$/.test(cause) ? words.byItself : cause;
}

function total(jobs) {
  if (jobs.length === 0) return words.waitingForJobs;
  const ms = Math.max(...jobs.map(({ until }) => until)) - Math.min(...jobs.map(({ first }) => first));
  return `${words.jobCount(jobs.length)} · ${duration(ms)}`;
}

const duration = (ms) => (ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`);

const jobRow = ({ queue, job, id, state, ms, attempt, reason, url }) =>
  el(
    `li.job.${state}`,
    { 'data-job': id },
    el('span.state', {
      role: 'img',
      'aria-label': words.states[state] ?? state,
      title: words.states[state] ?? state,
    }),
    el('span.name', {}, url ? el('a', { href: url, target: '_blank', rel: 'noopener' }, job) : job),
    el('span.ms', {}, ms === undefined ? (words.states[state] ?? state) : duration(ms)),
    el(
      'span.where',
      {},
      el('span.queue', { css: { '--hue': hue(queue) } }, queue),
      attempt > 1 && el('span.attempt', {}, words.attempt(attempt)),
      reason && el('span.reason', {}, reason),
    ),
  );

const hue = (text) =>
  String([...text].reduce((sum, character) => (sum * 31 + character.codePointAt(0)) % 360, 7));
