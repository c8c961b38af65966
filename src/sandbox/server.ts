import { createServer } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import { commandsOf } from './commands.js';
import { createJobFeed, type Jobs } from './job-feed.js';
import { listen } from './listen.js';
import { createPage } from './page.js';
import { createRemnawave, type Remnawave } from './remnawave/create-remnawave.js';
import { readState, type SandboxState, StateFile } from './state-file.js';
import { eventNames } from './telegram/events.js';
import { createTelegram, type Telegram } from './telegram/telegram.js';
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
  /** Where the shop wants to hear of payments and of the panel. Telegram's is set by the bot. */
  readonly webhooks?: { readonly payments: string; readonly panel: string };
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
  close(): Promise<void>;
}

type Emulators = Pick<Sandbox, 'telegram' | 'remnawave' | 'yookassa'>;

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
      server.closeAllConnections();
      await closed;
      await file?.save();
    },
  };
}

function createEmulators(options: SandboxOptions, url: string, state: SandboxState | null): Emulators {
  const { token, username, limits, panel, yookassa, webhooks } = options;
  return {
    telegram: createTelegram({
      token,
      ...(username === undefined ? {} : { username }),
      ...(limits === undefined ? {} : { limits }),
      state: state?.telegram,
    }),
    remnawave: createRemnawave({
      token: panel.token,
      ...(panel.version === undefined ? {} : { version: panel.version }),
      publicUrl: `${url}/remnawave`,
      ...(webhooks ? { webhook: { url: webhooks.panel, secret: panel.webhookSecret } } : {}),
      ...(state ? { state: state.remnawave } : {}),
    }),
    yookassa: createYookassa({
      ...yookassa,
      publicUrl: url,
      ...(webhooks ? { webhook: { url: webhooks.payments } } : {}),
      ...(state ? { state: state.yookassa } : {}),
    }),
  };
}

const snapshot = ({ telegram, remnawave, yookassa }: Emulators): SandboxState => ({
  telegram: telegram.snapshot(),
  remnawave: remnawave.snapshot(),
  yookassa: yookassa.snapshot(),
});

interface Own {
  readonly info: () => object;
  readonly feed: RequestHandler;
  /** Called when a request that may have changed something was answered. */
  readonly touch: () => void;
}

function createApp({ telegram, remnawave, yookassa }: Emulators, { info, feed, touch }: Own): Express {
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
  return app;
}
