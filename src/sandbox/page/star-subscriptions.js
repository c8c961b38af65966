import * as api from './api.js';
import { sure } from './deeds.js';
import { el } from './dom.js';
import { price } from './message.js';
import { sheet } from './overlay.js';
import { words } from './words.js';

/** What Telegram charges this person for again and again; its next charge comes now, when asked. */
export async function showStarSubscriptions(person) {
  const all = await api.getStarSubscriptions(person);
  const shown = sheet(
    words.starSubscriptions,
    el('h2', {}, words.starSubscriptions),
    all.length === 0 && el('p.dim', {}, words.noStarSubscriptions),
    ...all.map((each) => card(each, (deed) => act(each.id, deed))),
  );
  async function act(id, deed) {
    await sure(api.doStarSubscription(person, id, deed));
    shown.close();
    await sure(showStarSubscriptions(person));
  }
}

function card({ invoice, until, canceled, botCanceled }, act) {
  const state = botCanceled ? words.botCanceled : canceled ? words.canceled : words.chargedNext;
  const deeds = canceled ? (botCanceled ? [] : ['resume']) : ['renew', 'fail', 'cancel'];
  return el(
    'section.star-subscription',
    {},
    el('p', {}, `${invoice.title} · ${price(invoice)}`),
    el('p.dim', {}, `${state} ${new Date(until * 1_000).toLocaleDateString(navigator.language)}`),
    ...deeds.map((deed) =>
      el('button.wide.plain', { type: 'button', onclick: () => act(deed) }, words.starDeeds[deed]),
    ),
  );
}
