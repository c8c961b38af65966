import { Router } from 'express';
import { escaped, sandboxPage, shown } from './pay-page.js';
import type { Place } from './till/emulator.js';
import { decimal } from './till/bill.js';
import type { Till } from './till/till.js';
import { tellSubscription } from './tribute-creator.js';
import type { Sold, Told } from './tribute-sold.js';

/** What its links sell, by months: periods of one subscription, in kopeks. */
const periods: ReadonlyMap<number, { readonly period_id: number; readonly period: string; price: number }> =
  new Map([
    [1, { period_id: 1547, period: 'monthly', price: 199_00 }],
    [3, { period_id: 1548, period: 'quarterly', price: 499_00 }],
  ]);

const deeds = { subscribe: 'Подписаться', renew: 'Списать следующий платёж', cancel: 'Отменить' } as const;
type Deed = keyof typeof deeds;
const events = {
  subscribe: 'new_subscription',
  renew: 'renewed_subscription',
  cancel: 'cancelled_subscription',
} as const;

/**
 * What a link made in Tribute opens: there it knows who taps it, and charges as time goes by; here each of the sandbox's
 * people has a line, and the next charge comes when it is asked to.
 */
export function createLinkPages(till: Till<Sold>, { people, nowMs }: Place): Router {
  const pages = Router();
  pages.get('/:months', (request, response, next) => {
    const months = Number(request.params.months);
    const sold = periods.get(months);
    if (!sold) return next();
    const rows = (people?.() ?? []).map(({ id, first_name: name }) => {
      const last = lastOf(till, id, sold.period_id);
      const until = last ? `до ${dateOf(last.expires_at)}` : 'не подписан(а)';
      const forms = choices(last).map((deed) => form(`${months}/${id}/${deed}`, deed));
      return `<p class="what">${escaped(name)}: ${until}${last?.ends ? ', дальше не списывается' : ''}</p>${forms.join('\n')}`;
    });
    const amount = escaped(shown({ value: decimal(sold.price), currency: 'RUB' }));
    const content = `<p class="shop">Подписка в Tribute, ${months} мес.</p>\n<h1>${amount}</h1>\n${rows.join('\n')}`;
    response.type('html').send(sandboxPage('Tribute', content));
  });
  pages.post('/:months/:person/:deed', (request, response, next) => {
    const { months, person, deed } = request.params;
    const sold = periods.get(Number(months));
    const id = Number(person);
    if (!sold || !people?.().some((each) => each.id === id)) return next();
    const last = lastOf(till, id, sold.period_id);
    const chosen = choices(last).find((each) => each === deed);
    if (chosen) {
      const expires =
        chosen === 'cancel' ? last!.expires_at : later(last?.expires_at, Number(months), nowMs());
      tellSubscription(till, { ...sold, event: events[chosen], telegram_user_id: id, expires_at: expires });
    }
    response.redirect(303, `../../${months}`);
  });
  return pages;
}

const form = (action: string, deed: Deed): string =>
  `<form method="post" action="${action}"><button class="${deed === 'cancel' ? 'away' : 'go'}">${deeds[deed]}</button></form>`;

interface Standing {
  readonly expires_at: string;
  /** It was cancelled, and is over at its end. */
  readonly ends: boolean;
}

const choices = (last: Standing | null): readonly Deed[] =>
  last === null || last.ends ? ['subscribe'] : ['renew', 'cancel'];

/** How somebody's subscription stands after what was told of it last. */
function lastOf(till: Till<Sold>, person: number, period: number): Standing | null {
  const told = [...till.bills.values()]
    .map(({ data }) => data)
    .filter((data): data is Told => data.kind === 'told')
    .map(({ payload }) => payload)
    .findLast((each) => each['telegram_user_id'] === person && each['period_id'] === period);
  return told ? { expires_at: String(told['expires_at']), ends: 'cancel_reason' in told } : null;
}

/** A term after what is paid, or after now. */
function later(expires: string | undefined, months: number, nowMs: number): string {
  const date = new Date(Math.max(nowMs, expires === undefined ? 0 : Date.parse(expires)));
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString();
}

const dateOf = (time: string): string =>
  new Date(time).toLocaleDateString('ru', { timeZone: 'Europe/Moscow' });
