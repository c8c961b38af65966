import { EventEmitter } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'chai';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { JobEvent } from '../../src/sandbox/job-feed.js';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.js';
import { until } from '../support/until.js';
import { startPageBot } from './page-bot.js';

export interface OpenedSandbox {
  readonly sandbox: Sandbox;
  readonly jobs: EventEmitter<{ job: [JobEvent] }>;
  /** A page of its own, with nothing remembered; English unless told otherwise. */
  open(options?: BrowserContextOptions): Promise<Page>;
  /** What browsers complained about. */
  readonly complaints: string[];
  close(): Promise<void>;
}

const token = '4242:page-test';
const people = [
  { id: 1001, first_name: 'Anna', username: 'anna', language_code: 'en' },
  { id: 1002, first_name: 'Борис', username: 'boris', language_code: 'ru' },
  { id: 1003, first_name: 'Olga', username: 'olga', language_code: 'en' },
];

/** A sandbox with three people, the last of them the operator, a bot that answers, and a browser. */
async function openSandbox(browser: Browser): Promise<OpenedSandbox> {
  const jobs: OpenedSandbox['jobs'] = new EventEmitter();
  const sandbox = await startSandbox({
    port: 0,
    token,
    username: 'getpro_bot',
    limits: false,
    panel: { token: 'panel', webhookSecret: 'secret' },
    yookassa: { shopId: '1', secretKey: 'test_key' },
    info: () => ({
      title: '2GETPRO sandbox',
      bot: { username: 'getpro_bot', name: '2GETPRO VPN' },
      operators: [1003],
      links: [{ title: 'Bull Board', url: '/queues', note: 'admin / admin' }],
    }),
    jobs,
  });
  for (const person of people) sandbox.telegram.addPerson(person);
  const bot = await startPageBot(`${sandbox.url}/telegram`, token, jobs);
  const complaints: string[] = [];
  return {
    sandbox,
    jobs,
    complaints,
    async open(options = {}) {
      const context = await browser.newContext({
        locale: 'en-GB',
        viewport: { width: 1280, height: 800 },
        ...options,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      page.on('pageerror', ({ message }) => complaints.push(message));
      page.on('console', (line) => line.type() === 'error' && complaints.push(line.text()));
      await page.goto(sandbox.url);
      await page.locator('#composer :is(#field, #big):visible').waitFor();
      return page;
    },
    async close() {
      for (const context of browser.contexts()) await context.close();
      await Promise.all([sandbox.close(), bot.close()]);
    },
  };
}

/**
 * One browser for all tests and a sandbox for each, which no page may have complained about in the end.
 * Call inside a `describe`.
 */
export function useSandbox(): OpenedSandbox {
  let browser: Browser;
  let opened: OpenedSandbox;
  before(async () => {
    const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  });
  beforeEach(async () => {
    opened = await openSandbox(browser);
  });
  afterEach(async () => {
    await opened.close();
    expect(opened.complaints).to.deep.equal([]);
  });
  after(() => browser.close());
  return {
    get sandbox() {
      return opened.sandbox;
    },
    get jobs() {
      return opened.jobs;
    },
    get complaints() {
      return opened.complaints;
    },
    open: (options) => opened.open(options),
    close: () => opened.close(),
  };
}

/** Waits for what a page comes to show; fails with what it shows instead. */
export async function comesTo<T>(read: () => Promise<T>, wanted: T): Promise<void> {
  let seen: unknown = 'nothing';
  const isThere = async () => isDeepStrictEqual((seen = await read()), wanted);
  await until(isThere, 10_000).catch(() => expect(seen).to.deep.equal(wanted));
}
