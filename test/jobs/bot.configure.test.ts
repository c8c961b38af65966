import { expect } from 'chai';
import { createTranslators } from '../../src/chat/translate.js';
import botConfigure, { allowedUpdates, commands, oweSetup, setupHash } from '../../src/jobs/bot.configure.js';
import { useChat } from '../support/chatting.js';
import { promisedKeys } from '../support/database.js';
import { perform } from '../support/perform.js';
import { failure } from '../support/shop.js';

const secretToken = 'a-secret-that-only-telegram-knows';
const webhook = { webhookUrl: 'https://shop.example/telegram/webhook', secretToken };

describe('bot.configure', () => {
  const chat = useChat();
  const scope = (bot: { webhookUrl: string | null; secretToken: string | null } = webhook) =>
    chat.scope({ bot });
  const calls = (method: string) => chat.telegram().journal(method);
  const configure = (given = scope()) => perform(botConfigure, setupHash(given), given);

  it('tells Telegram where updates go, with the secret and every kind that we handle', async () => {
    await configure();
    const [call] = calls('setWebhook');
    expect(call?.params).to.include({
      url: webhook.webhookUrl,
      secret_token: '***',
      drop_pending_updates: false,
    });
    expect(call?.params['allowed_updates']).to.deep.equal([...allowedUpdates]);
    expect(allowedUpdates).to.have.members([
      'message',
      'callback_query',
      'pre_checkout_query',
      'my_chat_member',
      'chat_member',
      'subscription',
      'inline_query',
    ]);
    expect(calls('deleteWebhook')).to.deep.equal([]);
    expect(chat.telegram().snapshot().settings.webhook?.secretToken).to.equal(secretToken);
  });

  it('describes the commands in both languages, and the shop’s own for whoever speaks neither', async () => {
    await configure();
    const bot = (await chat.world().control('GET', '/telegram/bot')) as {
      commands: Record<string, { command: string; description: string }[]>;
      menu_buttons: Record<string, unknown>;
    };
    const of = (code: string) => bot.commands[`all_private_chats::${code}`];
    expect(of('')?.map(({ command }) => command)).to.deep.equal([...commands]);
    expect(of('')).to.deep.equal(of('ru'));
    expect(of('ru')?.[1]).to.deep.equal({ command: 'buy', description: 'Купить или продлить' });
    expect(of('en')?.[1]).to.deep.equal({ command: 'buy', description: 'Buy or renew' });
    const promo = ['ru', 'en', ''].map(
      (code) => of(code)?.find(({ command }) => command === 'promo')?.description,
    );
    expect(promo).to.deep.equal(['Ввести промокод', 'Enter a promo code', 'Ввести промокод']);
    expect(bot.menu_buttons['default']).to.deep.equal({ type: 'commands' });
  });

  it('shows operators more, in their own chats, and takes it away from whoever is one no longer', async () => {
    const { chat: usual } = scope();
    const run = (...operators: bigint[]) =>
      configure({ ...scope(), chat: { ...usual, operators: new Set(operators) } });
    const of = async (id: number) => {
      const { commands: all } = chat.telegram().snapshot().settings;
      return ['', 'ru', 'en'].map((code) => all[`chat:${id}:${code}`]?.at(-1)?.command);
    };
    await run(7n, 8n);
    expect(await of(7)).to.deep.equal(['stats', 'stats', 'stats']);
    await run(8n);
    expect(await of(7)).to.deep.equal([undefined, undefined, undefined]);
    expect(await of(8)).to.deep.equal(['stats', 'stats', 'stats']);
    expect(await chat.db().settings.get('bot')).to.deep.include({ operators: ['8'] });
  });

  it('drops no update that waits', async () => {
    const anna = chat.meet();
    chat.telegram().say(anna.id, '/start');
    await configure(scope({ webhookUrl: null, secretToken: null }));
    await configure(scope({ webhookUrl: null, secretToken: null }));
    expect(calls('deleteWebhook').map(({ params }) => params['drop_pending_updates'])).to.deep.equal([
      false,
      false,
    ]);
    expect(calls('setWebhook')).to.deep.equal([]);
    expect(await chat.fetchUpdates()).to.have.lengthOf(1);
  });

  it('is promised when what it would say has changed, and only then', async () => {
    const { db } = scope();
    await oweSetup(scope());
    await oweSetup(scope());
    const hash = setupHash(scope());
    expect(new Set(await promisedKeys(db))).to.deep.equal(new Set([`bot.configure:${hash}`]));
    await chat.work({ bot: webhook });
    const before = (await promisedKeys(db)).length;
    await oweSetup(scope());
    expect(await promisedKeys(db)).to.have.lengthOf(before);

    await oweSetup(scope({ ...webhook, secretToken: 'another-secret' }));
    expect(await promisedKeys(db)).to.have.lengthOf(before + 1);
  });

  it('has another fingerprint for another address, secret or text, and the same for the same', () => {
    const base = setupHash(scope());
    expect(setupHash(scope({ ...webhook }))).to.equal(base);
    const changed = [
      setupHash(scope({ ...webhook, webhookUrl: 'https://other.example/telegram/webhook' })),
      setupHash(scope({ ...webhook, secretToken: 'x' })),
      setupHash(scope({ webhookUrl: null, secretToken: null })),
      setupHash({ ...scope(), chat: { ...scope().chat, translate: () => createTranslators('UTC')('ru') } }),
      setupHash({ ...scope(), chat: { ...scope().chat, defaultLanguage: 'en' } }),
    ];
    expect(new Set([base, ...changed])).to.have.lengthOf(changed.length + 1);
    expect(base).not.to.include(secretToken);
  });

  it('leaves a newer worker’s wish to that, and its own to nobody', async () => {
    const newer = scope({ ...webhook, secretToken: 'a-newer-secret' });
    await oweSetup(scope());
    await oweSetup(newer);
    expect(await failure(perform(botConfigure, setupHash(newer), scope()))).to.deep.include({
      name: 'Later',
      retry: { afterMs: 10_000 },
    });
    await perform(botConfigure, setupHash(scope()), newer); // the older worker's, which is over
    expect(chat.telegram().journal()).to.deep.equal([]);
    await configure(newer);
    expect(calls('setWebhook')).to.have.lengthOf(1);
  });

  it('comes again after Telegram failed half way, and ends in the same', async () => {
    chat.telegram().addFault({ method: 'setMyCommands', kind: '500', times: 1 });
    expect(String(await failure(configure()))).to.include('setMyCommands answered 500');
    expect(await chat.db().settings.get('bot')).to.equal(undefined);
    await configure();
    expect(await chat.db().settings.get('bot')).to.deep.equal({
      hash: setupHash(scope()),
      username: 'sandbox_bot',
      operators: [],
    });
  });
});
