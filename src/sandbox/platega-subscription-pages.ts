import { Router } from 'express';
import { escaped, sandboxPage, shown } from './pay-page.js';
import { isAgreement, type Agreement, type Sold } from './platega-sold.js';
import { deeds, type Deed, type Subscriptions } from './platega-subscriptions.js';
import { decimal, type Bill } from './till/bill.js';
import type { Till } from './till/till.js';

const brand = 'Platega';
const labels: Readonly<Record<Deed, readonly [look: string, label: string]>> = {
  charge: ['go', 'Списать следующий платёж сейчас'],
  fail: ['no', 'Не хватило денег на следующий'],
  cancel: ['away', 'Отменить подписку, как по ссылке из письма'],
};
const phases: Readonly<Record<Agreement['phase'], string>> = {
  new: 'Ждёт согласия',
  active: 'Активна',
  past_due: 'Списать не удалось',
  cancelled: 'Отменена',
};

/** What a payer who agreed can see of a subscription, at its pay page: what would come with time comes when it is asked. */
export function createSubscriptionPages(till: Till<Sold>, subscriptions: Subscriptions): Router {
  const pages = Router();
  const agreed = (id: string): Bill<Agreement> | null => {
    const bill = till.bills.get(id);
    return bill && isAgreement(bill) && bill.state === 'paid' ? bill : null;
  };
  pages.get('/subscriptions', (_request, response) => {
    const all = subscriptions.all().filter(({ state }) => state === 'paid');
    response.type('html').send(sandboxPage(brand, list(all)));
  });
  pages.get('/pay/:id', (request, response, next) => {
    const bill = agreed(request.params.id);
    if (!bill) return next();
    response.type('html').send(sandboxPage(brand, card(bill)));
  });
  for (const deed of deeds)
    pages.post(`/pay/:id/${deed}`, (request, response, next) => {
      const bill = agreed(request.params.id);
      // "cancel" is also what a payer does who does not agree.
      if (!bill) return next();
      if (bill.data.phase !== 'cancelled') subscriptions.act(bill.id, deed);
      response.redirect(303, `../${bill.id}`);
    });
  return pages;
}

const amountOf = ({ minor, currency }: Bill<Agreement>): string =>
  escaped(shown({ value: decimal(minor), currency }));

const dateOf = (ms: number | null): string =>
  ms === null ? '' : new Date(ms).toLocaleDateString('ru', { timeZone: 'Europe/Moscow' });

function card(bill: Bill<Agreement>): string {
  const { id, description, data } = bill;
  const next = data.nextMs === null ? '' : `. Следующее списание ${dateOf(data.nextMs)}`;
  const forms = deeds.map((deed) => {
    const [look, label] = labels[deed];
    return `<form method="post" action="${escaped(id)}/${deed}"><button class="${look}">${label}</button></form>`;
  });
  return `<p class="shop">Подписка по СБП</p>
<h1>${amountOf(bill)}</h1>
<p class="what">${escaped(description)}<br>${phases[data.phase]}${next}. Списаний: ${data.succeeded}.</p>
${data.phase === 'cancelled' ? '' : forms.join('\n')}`;
}

function list(all: readonly Bill<Agreement>[]): string {
  const links = all.map(
    (bill) =>
      `<p><a class="link no" href="pay/${escaped(bill.id)}">${escaped(bill.description)} · ${amountOf(bill)} · ${phases[bill.data.phase]}</a></p>`,
  );
  const nothing =
    '<p class="what">Пока Platega ничего не списывает сама: купите подписку с автопродлением.</p>';
  return `<p class="shop">Подписки по СБП</p>\n${links.join('\n') || nothing}`;
}
