import type { Page } from 'playwright-core';
import { comesTo, useSandbox } from './open-page.js';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const focuses = (page: Page, text: string): Promise<void> =>
  comesTo(() => page.evaluate((key) => document.activeElement?.textContent?.includes(key), text), true);

async function start(page: Page): Promise<void> {
  await page.locator('#big').click();
  await page.locator('.key.primary').waitFor();
}

describe('chat page: around the chat', () => {
  const opened = useSandbox();

  it('lists the jobs that a tap caused under its name, the newest tap on top', async () => {
    const page = await opened.open();
    await start(page);
    await page.locator('.cause', { hasText: 'wrote “/start”' }).locator('.job.done').waitFor();
    await page.locator('.key.primary').click();
    const newest = page.locator('.cause').first();
    await newest.getByText('tapped “💳 Buy a subscription”').waitFor();
    await newest.locator('.job.done', { hasText: 'mailbox.drain' }).waitFor();
    await comesTo(() => newest.locator('.queue').innerText(), 'updates');
    await comesTo(() => page.locator('.cause[open]').count(), 1);
  });

  it('shows each state of a job, how often it was tried and why it failed', async () => {
    const page = await opened.open();
    const job = { cause: 'webhook 7', queue: 'payments', job: 'payment.reconcile', id: 'p1' };
    const tell = (state: 'active' | 'retried' | 'failed', at: number, more = {}) =>
      opened.jobs.emit('job', { ...job, state, at, ...more });
    tell('active', 1);
    await page.locator('.job.active').waitFor();
    tell('retried', 2, { ms: 80, reason: 'yookassa answered 503' });
    await page.locator('.job.retried', { hasText: 'yookassa answered 503' }).waitFor();
    tell('active', 3);
    tell('failed', 4, { ms: 1_250 });
    const row = page.locator('.job.failed');
    await row.waitFor();
    // As a new connection would hear it.
    tell('active', 3);
    opened.jobs.emit('job', { ...job, id: 'p2', job: 'message.send', state: 'waiting', at: 5 });
    await page.locator('.job.waiting').waitFor();
    await row.filter({ hasText: 'attempt 2' }).filter({ hasText: '1.3 s' }).waitFor();
    await page.locator('.cause', { hasText: 'webhook 7' }).waitFor();
  });

  it('says the same jobs once more to a page that was opened later', async () => {
    const first = await opened.open();
    await start(first);
    await first.locator('.job.done').waitFor();
    const second = await opened.open();
    await second.locator('.job.done', { hasText: 'mailbox.drain' }).waitFor();
    await comesTo(() => second.locator('.job').count(), 1);
  });

  it('waits for a sandbox that went away, and shows what it missed', async () => {
    const page = await opened.open();
    await start(page);
    await page.route('**/control/telegram/events', (route) => route.abort());
    opened.sandbox.telegram.events.emit('close');
    await page.locator('body.offline').waitFor();
    opened.sandbox.telegram.say(1001, 'meanwhile');
    await page.unroute('**/control/telegram/events');
    await page.locator('body:not(.offline)').waitFor();
    await page.locator('.bubble', { hasText: 'You said: meanwhile' }).waitFor();
  });

  it('can be used without a mouse', async () => {
    const page = await opened.open();
    await page.locator('#big').focus();
    await page.keyboard.press('Enter');
    await page.locator('.key.primary').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await focuses(page, 'My subscription');
    await page.keyboard.press('ArrowRight');
    await focuses(page, 'Language');
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await focuses(page, 'Language');
    await page.locator('.key.primary').focus();
    await page.keyboard.press('Space');
    await page.locator('.key', { hasText: '12 months' }).waitFor();
    await focuses(page, '1 month');
  });

  it('reads new messages out', async () => {
    const page = await opened.open();
    await start(page);
    await page
      .locator('#announcer[aria-live="polite"]', { hasText: 'Hello, Anna!' })
      .waitFor({ state: 'attached' });
  });

  it('stays where somebody reads, and counts what came below', async () => {
    const page = await opened.open();
    await start(page);
    for (let line = 0; line < 30; line += 1) opened.sandbox.telegram.say(1001, `line ${line}`);
    await page.locator('.bubble', { hasText: 'You said: line 29' }).waitFor();
    await page.locator('#scroller').evaluate((scroller) => scroller.scrollTo(0, 0));
    await page.locator('#down.shown').waitFor();
    opened.sandbox.telegram.events.emit('message', {
      person: 1001,
      message: {
        ...opened.sandbox.telegram.view(1001).messages.at(-1)!,
        id: 9_999,
        text: 'late',
        html: 'late',
      },
    });
    await page.locator('#down[data-missed="1"]').waitFor();
    await page.locator('#down').click();
    await page.locator('#down:not(.shown)').waitFor({ state: 'attached' });
  });

  it('has a drawer for people and a sheet for jobs on a phone, and never scrolls sideways', async () => {
    const page = await opened.open(phone);
    await start(page);
    await page.locator('.person').first().waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Jobs of the last tap' }).click();
    await page.locator('.job.done').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.job.done').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'People' }).click();
    await page.locator('.person', { hasText: 'Борис' }).click();
    await page.locator('#big', { hasText: 'ЗАПУСТИТЬ' }).click();
    await page.locator('.bubble', { hasText: 'Hello, Борис!' }).waitFor();
    await comesTo(() => page.evaluate(() => document.documentElement.scrollWidth), 390);
  });

  it('follows the colours of the system', async () => {
    const page = await opened.open({ colorScheme: 'dark' });
    const bar = page.locator('#chat-header');
    await comesTo(() => bar.evaluate((it) => getComputedStyle(it).backgroundColor), 'rgb(23, 33, 43)');
  });
});
