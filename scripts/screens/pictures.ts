import { EventEmitter } from 'node:events';
import { chmod, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { toShown } from '../../src/chat/show.js';
import { createTranslators } from '../../src/chat/translate.js';
import { languages, type Language } from '../../src/domain/language.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/server.js';
import { createTelegram, type Telegram } from '../../src/telegram/telegram.js';
import type { Draw } from '../../test/chat/states.js';
import type { Site } from '../run/site.js';
import { findBrowser } from '../suite/browser.js';

const token = '4242:pictures-of-the-screens';
const people = { ru: 1, en: 2 } as const;

/** The state that says most of a screen, where that is not its first. */
const telling: Readonly<Record<string, string>> = {
  balance: 'full',
  history: 'a top-up',
  home: 'active',
  payment: 'pending',
  plans: 'some',
  present: 'some',
  saved: 'some',
};

/**
 * Pictures of every screen, one per language, into a folder that holds nothing else then. What is drawn is what the
 * emulated Telegram was sent, shown by the page as it shows any message.
 */
export async function takePictures(
  folder: URL,
  site: Site,
): Promise<{ screens: readonly string[]; count: number }> {
  const { states } = await import('../../test/chat/states.js');
  const screens = Object.keys(states).toSorted();
  const executablePath = findBrowser();
  const sandbox = await site.open(openSandbox, (opened) => opened.close());
  // Its signals are the run's: it would end the process by itself.
  const own = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  const browser = await site.open(
    () => chromium.launch({ executablePath, args: ['--no-sandbox'], ...own }),
    (opened) => opened.close(),
  );
  // Beside the old ones, which stay until all are there.
  const fresh = await site.open(
    () => mkdtemp(fileURLToPath(new URL('../screens-new-', folder))),
    (made) => rm(made, { recursive: true, force: true }),
  );
  for (const language of languages) {
    const page = await openPage(await browser.newPage(pageOptions), sandbox, language);
    for (const screen of screens) {
      const path = join(fresh, `${screen}.${language}.png`);
      await take(page, { draw: stateOf(screen, states), language, sandbox, path });
    }
  }
  await chmod(fresh, 0o755);
  await rename(folder, join(fresh, 'old'));
  await rename(fresh, folder);
  await rm(new URL('old/', folder), { recursive: true });
  return { screens, count: screens.length * languages.length };
}

const pageOptions = { viewport: { width: 460, height: 1_200 }, locale: 'ru-RU', bypassCSP: true } as const;

const openSandbox = (): Promise<Sandbox> =>
  startSandbox({
    port: 0,
    token,
    limits: false,
    panel: { token: 'panel', webhookSecret: 'secret' },
    yookassa: { shopId: '1', secretKey: 'test_key' },
    info: () => ({ title: '2GETPRO', bot: { username: 'getpro_bot', name: '2GETPRO VPN' }, links: [] }),
    jobs: new EventEmitter(),
  });

/**
 * When a message came is of no interest, and would make each picture another one every day; so would the wallpaper, of
 * which another piece is behind each message when one came before it. Without it a picture is half as large, too.
 */
const steady = `
  .meta { visibility: hidden }
  .row { padding: 12px 0 }
  #wall { background: #b3cb96 }
  #wall::after { display: none }`;

async function openPage(page: Page, sandbox: Sandbox, language: Language): Promise<Page> {
  const id = people[language];
  const first_name = { ru: 'Анна', en: 'Anna' }[language];
  sandbox.telegram.addPerson({ id, first_name, language_code: language });
  sandbox.telegram.say(id, '/start'); // a bot may write to nobody who did not write first
  await page.goto(`${sandbox.url}/#${id}`);
  await page.addStyleTag({ content: steady });
  return page;
}

function stateOf(screen: string, states: Readonly<Record<string, Readonly<Record<string, Draw>>>>): Draw {
  const all = states[screen] ?? {};
  const draw = all[telling[screen] ?? ''] ?? Object.values(all)[0];
  if (!draw) throw new Error(`the screen "${screen}" has no sample state in test/chat/states`);
  return draw;
}

const translate = createTranslators('Europe/Moscow');

async function take(
  page: Page,
  given: { draw: Draw; language: Language; sandbox: Sandbox; path: string },
): Promise<void> {
  const { draw, language, sandbox, path } = given;
  const shown = toShown(draw(translate(language)), 1n);
  const messageId = await telegramOf(sandbox).send(BigInt(people[language]), shown, 0);
  const message = page.locator(`li.row[data-id="${messageId}"] .stack`);
  await message.waitFor();
  for (const image of await message.locator('img').all()) {
    await image.evaluate((img: HTMLImageElement) => img.decode());
  }
  await message.screenshot({ path, animations: 'disabled' });
}

const telegramOf = ({ url }: Sandbox): Telegram =>
  createTelegram({
    token,
    apiRoot: `${url}/telegram`,
    limiter: { acquire: () => Promise.resolve(), pause: () => Promise.resolve() },
  });
