import { expect } from 'chai';
import apps from '../../../src/chat/screens/apps.js';
import { createTranslators } from '../../../src/chat/translate.js';
import { appPlatforms, appsFor } from '../../../src/domain/apps.js';
import { useChat, type Somebody } from '../../support/chatting.js';

describe('the connection guide', () => {
  const chat = useChat();
  let anna: Somebody;
  let link: string;

  beforeEach(async () => {
    anna = chat.meet();
    await anna.say('/start');
    await anna.tap('Попробовать');
    await anna.tap('Начать');
    await chat.work();
    ({ link } = (await chat.db().subscriptions.query().first()) as { link: string });
    await anna.tap('Подключиться');
  });

  it('asks for the platform, and leads back from each of them in the same message', async () => {
    expect(anna.last().text).to.match(/^На каком устройстве/);
    const labels = ['iPhone', 'Android', 'Windows', 'macOS', 'Linux', 'Android TV'];
    expect(labels).to.have.lengthOf(appPlatforms.length);
    for (const label of labels) {
      await anna.tap(label);
      expect(anna.last().text, label).to.include(label).and.include(link);
      expect(anna.last().text, label).to.match(/1\. Установите.+2\. Добавьте.+3\. Включите/s);
      await anna.tap('Назад');
      expect(anna.last().text).to.match(/^На каком устройстве/);
    }
    expect(anna.messages()).to.have.lengthOf(2); // the first is the key's own
  });

  it('names the advised app first, with a link to its store, and opens it by our page', async () => {
    await anna.tap('iPhone');
    const { text, html } = anna.last();
    expect(text).to.match(/• Happ · App Store \(RU\) \(советуем\)\n• Hiddify\n/);
    expect(html).to.match(/<a href="https:\/\/apps.apple.com\/app\/id6504287215"[^>]*>Happ<\/a>/);
    expect(anna.labels()).to.include.members(['Открыть в Happ', '📋 Скопировать ссылку', '🔳 QR-код']);
    expect((await anna.tap('Открыть в Happ')).url).to.match(/\/open\/happ\/[\w-]+$/);
  });

  it('tells how a television gets the link from a phone', async () => {
    await anna.tap('Android TV');
    expect(anna.last().text)
      .to.include('на телевизор')
      .and.include('Web Import')
      .and.include('tv.happ.su и введите код');
    expect(anna.labels()).not.to.include('Открыть в Happ');
    expect((await anna.tap('Передать на телевизор')).url).to.equal('https://tv.happ.su');
  });

  it('reminds whoever reads it on a phone that the computer is another device', async () => {
    await anna.tap('Windows');
    expect(anna.last().text).to.include('Читаете с телефона?');
    await anna.tap('Назад');
    await anna.tap('Android');
    expect(anna.last().text).not.to.include('Читаете с телефона?');
  });

  it('of a platform that there is not, or of somebody else’s subscription, shows the menu', async () => {
    for (const data of ['1:o:apps:1:symbian', '1:o:apps:1', '1:o:apps:999:ios', '1:o:apps:1:constructor']) {
      await anna.forge(data, anna.last().id);
      expect(anna.last().text, data).to.match(/^Главное меню/);
    }
  });

  it('has the link carried over by hand where nobody outside reaches our page', () => {
    const t = createTranslators('Europe/Moscow')('en');
    const state = { id: 1n, link, ticket: 'x', platform: 'ios', apps: appsFor('ios') } as const;
    const { text, buttons } = apps.render({ ...state, publicUrl: null }, t);
    expect(text).to.include('Copy the link below').and.not.include('Press the button with your app');
    expect(buttons.flat().some((button) => 'url' in button)).to.equal(false);
    expect(buttons.flat()).to.deep.include({ text: '📋 Copy the link', copy: link });
  });
});
