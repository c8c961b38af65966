import { buttonOf, meetPerson, type Person, type Shown } from './person.js';

/** A buyer who goes through the main job alone, over the sandbox's HTTP, and says what they saw. */
export async function checkMainJob(sandboxUrl: string, say: (line: string) => void): Promise<void> {
  const buyer = await meetPerson(sandboxUrl, say);
  await buyer.text('/start');
  await buyer.tap(/Попробовать/, await buyer.sees('a welcome', /Привет, Вера/));
  await buyer.tap(/Начать/, await buyer.sees('the trial', /Попробуйте бесплатно/));
  const trial = await buyer.sees('access on trial', /Пробный период начался[\s\S]*http/);
  await connect(buyer, trial, say);

  await buy(buyer, say);
  const until = await subscriptionOf(buyer);
  await buy(buyer, say);
  const later = await subscriptionOf(buyer);
  if (later === until) throw new Error(`renewing moved nothing: still active until ${until}`);
  say(`renewed: ${until} → ${later}`);
}

/** Follows the connection link as an app would, and asks for the QR picture. */
async function connect(buyer: Person, on: Shown, say: (line: string) => void): Promise<void> {
  const link = /https?:\S+/.exec(on.text)?.[0] ?? '';
  const answer = await fetch(link, { headers: { 'user-agent': 'v2rayNG/1.9' } });
  const config = Buffer.from(await answer.text(), 'base64').toString();
  if (!config.startsWith('vless://')) throw new Error('the connection link leads to no configuration');
  say(`connects: ${config.slice(0, 24)}…`);
  await buyer.tap(/QR/, on);
  await buyer.tap(/Назад/, await buyer.waitFor('a QR picture', ({ photo }) => photo !== null));
}

/** Buys a month and pays on the provider's page. */
async function buy(buyer: Person, say: (line: string) => void): Promise<void> {
  await buyer.text('/buy');
  await buyer.tap(/№ 1/, await buyer.sees('what they have', /Продлить или взять/));
  await buyer.tap(/Стандарт/, await buyer.sees('the plans', /Какой тариф/));
  await buyer.tap(/1 месяц/, await buyer.sees('its terms', /на какой срок/));
  await buyer.tap(/Картой/, await buyer.sees('ways to pay', /Как вам удобнее заплатить/));
  const invoice = await buyer.sees('an invoice', /Счёт на/);
  const page = new URL(buttonOf(/Оплатить/, invoice).url ?? '');
  await buyer.ask(`/control/yookassa/payments/${page.pathname.split('/').at(-1)}/succeed`, {});
  say(`pays on ${page.pathname}`);
  await buyer.sees('success', /Подписка продлена/);
}

/** Until when the subscription is active, as its screen says. */
async function subscriptionOf(buyer: Person): Promise<string> {
  await buyer.text('/connect');
  const screen = await buyer.sees('the subscription', /Моя подписка[\s\S]*Активна до/);
  return /Активна до ([^(\n]+?) \(/.exec(screen.text)?.[1] ?? '';
}
