import { createServer } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { commandsOf } from './commands.js';
import { emulatorDefinitions } from './emulators.js';
import { createJobFeed, type Jobs } from './job-feed.js';
import { listen } from './listen.js';
import { createPage } from './page.js';
import { createRemnawave, type Remnawave } from './remnawave/create-remnawave.js';
import { readState, type SandboxState, StateFile } from './state-file.js';
import { eventNames } from './telegram/events.js';
import { createTelegram, type Telegram } from './telegram/telegram.js';
import type { Emulator } from './till/emulator.js';
import { createYookassa, type YookassaSandbox } from './yookassa/yookassa.js';

export interface SandboxOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** This machine only, unless told otherwise. */
  readonly host?: string;
  /** The bot's. */
  readonly token: string;
  readonly username?: string;
  /** Telegram's 429 for a bot that sends too fast; on unless told otherwise. */
  readonly limits?: boolean;
  /** `version`: like 2.7.4; the newest unless given. */
  readonly panel: { readonly token: string; readonly webhookSecret: string; readonly version?: string };
  readonly yookassa: {
    readonly shopId: string;
    readonly secretKey: string;
    readonly fiscalization?: boolean;
  };
  /** As people and the fleet reach the sandbox; its own address unless something stands before it. */
  readonly publicUrl?: string;
  /** Where the shop hears of payments and of the panel, before `/webhook/<name>`. Telegram's is set by the bot. */
  readonly shopUrl?: string;
  /** Keeps everything over a restart. */
  readonly stateFile?: string;
  /** For the page: `{ title, bot: { username, name, description? }, links: [{ title, url, note? }], operators?: id[] }`. */
  readonly info: () => object;
  readonly jobs: Jobs;
}

export interface Sandbox {
  /** Without a slash at the end. */
  readonly url: string;
  readonly telegram: Telegram;
  readonly remnawave: Remnawave;
  readonly yookassa: YookassaSandbox;
  /** The other providers, by their ids. */
  readonly others: ReadonlyMap<string, Emulator>;
  close(): Promise<void>;
}

type Emulators = Pick<Sandbox, 'telegram' | 'remnawave' | 'yookassa' | 'others'>;

/** Telegram with its chat page, a panel and a payment provider on one port. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, host = '127.0.0.1', stateFile, jobs } = options;
  const state = stateFile === undefined ? null : await readState(stateFile);
  const server = createServer();
  const listening = await listen(server, port, host);
  const url = options.publicUrl?.replace(/\/+$/, '') ?? `http://${host}:${listening}`;

  const emulators = createEmulators(options, url, state);
  const file = stateFile === undefined ? null : new StateFile(stateFile, () => snapshot(emulators));
  for (const name of eventNames) emulators.telegram.events.on(name, () => file?.touch());
  const feed = createJobFeed(jobs);
  const touch = () => file?.touch();
  server.on('request', createApp(emulators, { info: options.info, feed: feed.serve, touch }));

  return {
    url,
    ...emulators,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      feed.close();
      await emulators.telegram.close();
      emulators.remnawave.close();
      emulators.yookassa.close();
      for (const emulator of emulators.others.values()) emulator.close();
      server.closeAllConnections();
      await closed;
      await file?.save();
    },
  };
}

function createEmulators(options: SandboxOptions, url: string, state: SandboxState | null): Emulators {
  const { token, username, limits, panel, yookassa, shopUrl } = options;
  const webhook = (name: string) => (shopUrl === undefined ? null : `${shopUrl}/webhook/${name}`);
  const telegram = createTelegram({
    token,
    ...(username === undefined ? {} : { username }),
    ...(limits === undefined ? {} : { limits }),
    state: state?.telegram,
  });
  return {
    telegram,
    remnawave: createRemnawave({
      token: panel.token,
      ...(panel.version === undefined ? {} : { version: panel.version }),
      publicUrl: `${url}/remnawave`,
      ...(shopUrl ? { webhook: { url: `${shopUrl}/webhook/panel`, secret: panel.webhookSecret } } : {}),
      ...(state ? { state: state.remnawave } : {}),
    }),
    yookassa: createYookassa({
      ...yookassa,
      publicUrl: url,
      ...(shopUrl ? { webhook: { url: `${shopUrl}/webhook/yookassa` } } : {}),
      ...(state ? { state: state.yookassa } : {}),
    }),
    others: new Map(
      emulatorDefinitions.map(({ id, open }) => [
        id,
        open({
          url: `${url}/${id}`,
          webhookUrl: webhook(id),
          nowMs: () => Date.now(),
          people: () => telegram.people(),
          state: state?.others[id],
        }),
      ]),
    ),
  };
}

const snapshot = ({ telegram, remnawave, yookassa, others }: Emulators): SandboxState => ({
  telegram: telegram.snapshot(),
  remnawave: remnawave.snapshot(),
  yookassa: yookassa.snapshot(),
  others: Object.fromEntries([...others].map(([id, emulator]) => [id, emulator.snapshot()])),
});

interface Own {
  readonly info: () => object;
  readonly feed: RequestHandler;
  /** Called when a request that may have changed something was answered. */
  readonly touch: () => void;
}

function createApp(
  { telegram, remnawave, yookassa, others }: Emulators,
  { info, feed, touch }: Own,
): Express {
  const app = express().disable('x-powered-by');
  app.get('/control/health', (_request, response) => void response.json({ ok: true }));
  app.get('/control/info', (_request, response) => void response.json(info()));
  app.get('/control/jobs', feed);
  app.get('/control/commands/:person', (request, response) => {
    response.json(commandsOf(telegram, Number(request.params.person)));
  });
  app.use(createPage());

  app.use((_request, response, next) => {
    response.on('close', touch);
    next();
  });
  app.use('/control/telegram', telegram.control);
  app.use('/control/remnawave', remnawave.control);
  app.use('/control/yookassa', yookassa.control);
  app.use('/telegram', telegram.router);
  app.use('/remnawave', remnawave.router);
  app.use('/yookassa', yookassa.router);
  for (const [id, { router, control }] of others) app.use(`/control/${id}`, control).use(`/${id}`, router);
  return app;
}
