import { expect } from 'chai';
import type { Locator, Page } from 'playwright-core';
import { comesTo, useSandbox } from './open-page.js';

const key = (page: Page, text: string): Locator =>
  page.locator('.row').last().locator('.key', { hasText: text });
const says = (page: Page, text: string): Promise<void> =>
  page.locator('.bubble', { hasText: text }).last().waitFor();

async function start(page: Page): Promise<void> {
  await page.locator('#big').click();
  await key(page, 'Buy').waitFor();
}

async function write(page: Page, text: string): Promise<void> {
  await page.locator('#field').fill(text);
  await page.keyboard.press('Enter');
}

describe('chat page', () => {
  const opened = useSandbox();

  it('starts the bot in a fresh chat, with formatting and buttons as they were sent', async () => {
    const page = await opened.open();
    await comesTo(() => page.locator('#big').textContent(), 'START');
    await start(page);
    await comesTo(() => page.locator('.row.out .text').innerText(), '/start');
    expect(await page.locator('.row.in b').innerText()).to.equal('Hello, Anna!');
    expect(await page.locator('.key.primary').innerText()).to.contain('Buy a subscription');
    await page.locator('#field').waitFor();
  });

  it('edits a message in place when its button is tapped', async () => {
    const page = await opened.open();
    await start(page);
    await key(page, 'Buy').click();
    await says(page, 'How long?');
    await comesTo(() => page.locator('.row.in').count(), 1);
    await key(page, 'Cancel').click();
    await says(page, 'Pick what you need');
  });

  it('spins on a tapped button until the tap is answered', async () => {
    const page = await opened.open();
    await start(page);
    const taps: unknown[] = [];
    opened.sandbox.telegram.events.on('callback', (event) => taps.push(event));
    await key(page, 'Try 3 days').click();
    const busy = page.locator('.key[aria-busy="true"]');
    await busy.filter({ hasText: 'Try 3 days' }).waitFor();
    await key(page, 'My subscription').click();
    await page.locator('.toast', { hasText: 'You have no subscription yet' }).waitFor();
    await comesTo(() => busy.allInnerTexts(), ['🎁 Try 3 days free']);
    expect(taps).to.have.length(2);
  });

  it('shows an alert until it is closed', async () => {
    const page = await opened.open();
    await start(page);
    await key(page, 'Language').click();
    const box = page.getByRole('alertdialog');
    await box.getByText('Choose on another day').waitFor();
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'detached' });
  });

  it('shows a photo with its caption, larger when it is clicked, and takes a deleted one away', async () => {
    const page = await opened.open();
    await start(page);
    await write(page, '/qr');
    const photo = page.locator('.photo img');
    await photo.waitFor();
    await photo.evaluate((image: HTMLImageElement) => image.decode());
    expect(await photo.evaluate((image: HTMLImageElement) => image.naturalWidth)).to.equal(480);
    await says(page, 'Your connection');
    await photo.click();
    await page.locator('.viewer img').waitFor();
    await page.keyboard.press('Escape');
    await key(page, 'Back').click();
    await photo.waitFor({ state: 'detached' });
  });

  it('pays an invoice', async () => {
    const page = await opened.open();
    await start(page);
    await write(page, '/invoice');
    await key(page, 'Pay').click();
    await page.locator('.sheet').getByRole('button', { name: 'Confirm and pay ⭐ 100' }).click();
    await page.locator('.row.service', { hasText: 'You have paid ⭐ 100' }).waitFor();
    await page.locator('.sheet').waitFor({ state: 'detached' });
  });

  it('shows quotes, dates, spoilers, links and files, and markup that was escaped as text', async () => {
    const page = await opened.open();
    await start(page);
    await write(page, '/rich');
    await says(page, '<b> stays text');
    expect(await page.locator('.text time').innerText()).to.match(/^(31 December 2026|1 January 2027)$/);
    expect(await page.locator('.in .text a').getAttribute('href')).to.equal('https://example.com/rules');
    await page.locator('.spoiler').click();
    await page.locator('.spoiler.seen').waitFor();
    await write(page, '/file');
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('.file').click()]);
    expect(download.suggestedFilename()).to.equal('payments.csv');
  });

  it('follows links as an app does: to the bot itself, to a sheet, to the clipboard, to a new tab', async () => {
    const page = await opened.open();
    await start(page);
    await write(page, '/rich');
    await key(page, 'Channel').click();
    await page.locator('.sheet .address', { hasText: 'https://t.me/durov' }).waitFor();
    await page.keyboard.press('Escape');
    await key(page, 'Promo code').click();
    await page.locator('.toast').waitFor();
    expect(await key(page, 'Sold out').isDisabled()).to.equal(true);
    const help = page.locator('.key', { hasText: 'Help' });
    expect(await help.getAttribute('target')).to.equal('_blank');
    await key(page, 'Invite').click();
    await says(page, 'Invited: friend_7');
  });

  it('keeps the payload of a deep link until START', async () => {
    const page = await opened.open();
    await page.locator('#payload').fill('https://t.me/getpro_bot?start=ref_7');
    await page.locator('#deep-link button').click();
    await start(page);
    await says(page, 'Invited: ref_7');
  });

  it('offers the commands, and the keyboard that the bot sends', async () => {
    const page = await opened.open();
    await start(page);
    await page.locator('#field').pressSequentially('/h');
    await page.getByRole('option', { name: '/help' }).waitFor();
    await page.keyboard.press('Enter');
    await says(page, 'You said: /help');
    await write(page, '/keys');
    await page.locator('#reply-keyboard').getByRole('button', { name: 'Yes' }).click();
    await says(page, 'You said: Yes');
  });

  it('blocks the bot and starts it again', async () => {
    const page = await opened.open();
    await start(page);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Stop and block bot' }).click();
    await page.locator('#big', { hasText: 'RESTART BOT' }).click();
    await page.locator('.row.out').nth(1).waitFor();
    await comesTo(async () => opened.sandbox.telegram.view(1001).blocked, false);
  });

  it('switches between people, each with their own chat, language and draft', async () => {
    const page = await opened.open();
    await start(page);
    await page.locator('#field').fill('not sent yet');
    await page.locator('.person', { hasText: 'Борис' }).click();
    await page.locator('#big', { hasText: 'ЗАПУСТИТЬ' }).waitFor();
    await comesTo(() => page.locator('.row').count(), 0);
    expect(await page.locator('.person', { hasText: 'Olga' }).locator('.tag').innerText()).to.equal(
      'operator',
    );
    opened.sandbox.telegram.say(1001, 'from a phone');
    await page.locator('.person', { hasText: 'Anna' }).locator('.unread', { hasText: '1' }).waitFor();
    await page.locator('.person', { hasText: 'Anna' }).click();
    await says(page, 'You said: from a phone');
    await comesTo(() => page.locator('#field').inputValue(), 'not sent yet');
    await comesTo(() => page.locator('.unread').count(), 0);
  });

  it('adds a person, who may start at once', async () => {
    const page = await opened.open();
    await page.getByRole('button', { name: 'New person' }).click();
    await page.getByLabel('First name').fill('Clara');
    await page.getByRole('button', { name: 'Add' }).click();
    await page.locator('.person.current', { hasText: 'Clara' }).waitFor();
    await start(page);
    await says(page, 'Hello, Clara!');
  });
});
