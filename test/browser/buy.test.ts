import { expect } from 'chai';
import { chromium, devices, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { useShop } from '../e2e/support/shop.js';
import { boughtOnce } from '../e2e/support/buyer.js';
import { until } from '../support/until.js';

const patienceMs = 30_000;

/** Where the pictures of the README come from: set PICTURES to a folder, and they are taken again. */
const pictures = process.env['PICTURES'];

describe('a buyer in a real browser', function () {
  this.timeout(120_000);
  const shop = useShop({ watched: true });
  let browser: Browser;
  before(async () => {
    const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  after(() => browser.close());

  const open = async (id: number, options: BrowserContextOptions): Promise<Page> => {
    shop.sandbox.telegram.addPerson({ id, first_name: 'Вера', username: `vera${id}`, language_code: 'ru' });
    const context = await browser.newContext({ locale: 'ru-RU', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patienceMs);
    await page.goto(`${shop.sandbox.url}/#${id}`);
    return page;
  };
  const key = (page: Page, text: string) => page.locator('.key', { hasText: text }).last();
  const says = (page: Page, text: string) => page.locator('.bubble', { hasText: text }).last().waitFor();
  const picture = async (page: Page, name: string) => {
    if (pictures) await page.screenshot({ path: `${pictures}/${name}.png` });
  };
  const personOf = (id: number) => ({
    id,
    all: async () =>
      (await (await fetch(`${shop.sandbox.url}/control/telegram/chats/${id}`)).json()).messages,
  });

  /** From the ways to pay to the provider's page, and back to a working connection. */
  const buyAMonth = async (page: Page): Promise<void> => {
    await key(page, '1 месяц').click();
    await key(page, 'Картой или СБП').click();
    await says(page, 'Счёт на 199 ₽');
    const [payPage] = await Promise.all([page.context().waitForEvent('page'), key(page, 'Оплатить').click()]);
    await payPage.getByRole('button', { name: 'Оплатить' }).click();
    await payPage
      .getByText(/оплачен/i)
      .first()
      .waitFor();
    await payPage.close();
  };

  it('takes a trial, buys a month on the pay page, and gets the link and its QR picture', async () => {
    const page = await open(2_001, { viewport: { width: 1280, height: 800 } });
    await page.locator('#big').click();
    await says(page, 'Привет, Вера!');
    await picture(page, 'start');
    await key(page, 'Попробовать').click();
    await key(page, 'Начать').click();
    await says(page, 'Пробный период начался');

    await key(page, 'Меню').click();
    await key(page, 'Продлить').click();
    await buyAMonth(page);
    await says(page, 'Подписка продлена');
    await page.locator('#jobs').getByText('payment.open').first().waitFor({ state: 'attached' });
    await boughtOnce(shop, personOf(2_001) as never);
    await picture(page, 'chat');
    await key(page, 'QR').click();
    await page.locator('.bubble img').last().waitFor();
    await key(page, 'Назад').click();
    await says(page, 'Моя подписка');
  });

  it('buys on a phone, too, and opens an app by a page of ours', async () => {
    const page = await open(2_002, { ...devices['iPhone 13'], locale: 'ru-RU' });
    await page.locator('#big').click();
    await key(page, 'Купить').click();
    await buyAMonth(page);
    await says(page, 'Готово!');
    await picture(page, 'phone');

    await key(page, 'Подключиться').click();
    await key(page, 'iPhone').click();
    const [appPage] = await Promise.all([page.context().waitForEvent('page'), key(page, 'Happ').click()]);
    await until(async () => (await appPage.locator('body').innerText()).includes('Happ'), patienceMs);
    const link = await appPage.locator('a[href^="happ://add/"]').first().getAttribute('href');
    expect(link).to.contain('/sub/');
  });
});
