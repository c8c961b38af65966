import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { unpack } from '../../src/buttons.js';
import { screens } from '../../src/chat/screens.js';
import { toShown } from '../../src/chat/show.js';
import { createTranslators } from '../../src/chat/translate.js';
import { languages } from '../../src/domain/language.js';
import { parseHtml } from '../../src/sandbox/telegram/html.js';
import { hostile, states } from './states.js';

const translate = createTranslators('Europe/Moscow');
/** More taps than anybody lives for. */
const version = 9_223_372_036_854_775_807n;

const drawn = languages.flatMap((language) =>
  Object.entries(states).flatMap(([screen, byState]) =>
    Object.entries(byState).map(([state, render]) => {
      const shown = toShown(render(translate(language)), version);
      return { screen, title: `${screen}, ${state}, in ${language}`, shown };
    }),
  ),
);
const buttonsOf = ({ shown }: (typeof drawn)[number]) => shown.keyboard.inline_keyboard.flat();
const tapsOf = (one: (typeof drawn)[number]) =>
  buttonsOf(one).flatMap((button) => ('callback_data' in button ? [button.callback_data] : []));

const features = new URL('../../src/chat/features/', import.meta.url);
const code = readdirSync(features)
  .map((file) => readFileSync(new URL(file, features), 'utf8'))
  .join('\n');
const actions = new Set([...code.matchAll(/on(?:ce)?Action\(\w+, '([a-z]+)'/g)].map(([, name]) => name));

const shownText = (screen: string, state: string) =>
  parseHtml(toShown(states[screen]![state]!(translate('en')), 1n).text);

describe('the screens', () => {
  it('are all looked at here', () => {
    expect(Object.keys(states).toSorted()).to.deep.equal(Object.keys(screens).toSorted());
  });

  it('are HTML that Telegram reads, within its limits', () => {
    for (const { title, shown } of drawn) {
      const { text } = parseHtml(shown.text);
      expect(text.trim().length, title).to.be.within(
        1,
        shown.qr === undefined && shown.bars === undefined ? 4_096 : 1_024,
      );
      expect(shown.text, title).not.to.match(/undefined|null|NaN|\{ ?\$|\[object/);
      expect(shown.text, title).not.to.match(/\p{Cs}|\0|\u202e/u);
    }
  });

  it('have buttons whose labels are short and plain', () => {
    for (const one of drawn) {
      for (const { text } of buttonsOf(one)) {
        expect(text.length, `${one.title}: ${text}`).to.be.within(1, 64);
        expect(text, one.title).not.to.match(/&(amp|lt|gt|quot);|<\/?\w|undefined|NaN/);
      }
    }
  });

  it('have callback data that fits and that we read again', () => {
    for (const one of drawn) {
      for (const data of tapsOf(one)) {
        expect(Buffer.byteLength(data), data).to.be.within(1, 64);
        expect(unpack(data), `${one.title}: ${data}`).not.to.equal(null);
      }
    }
  });

  it('lead only to screens and actions that exist', () => {
    const taps = drawn.flatMap((one) => tapsOf(one).map((data) => unpack(data)!));
    const opened = new Set(taps.filter(({ kind }) => kind === 'open').map(({ name }) => name));
    const acted = new Set(taps.filter(({ kind }) => kind === 'act').map(({ name }) => name));
    expect([...opened].filter((name) => !Object.hasOwn(screens, name))).to.deep.equal([]);
    expect([...acted]).to.have.members([...actions]);
  });

  it('all have a way back to the menu, in every state', () => {
    const leads = new Map<string, Set<string>>();
    for (const one of drawn) {
      const targets = tapsOf(one)
        .map((data) => unpack(data)!)
        .filter(({ kind, name, args }) => kind === 'open' && (name !== one.screen || args.length === 0))
        .map(({ name }) => name);
      if (one.screen !== 'home') expect(targets, one.title).not.to.have.lengthOf(0);
      leads.set(one.screen, new Set([...(leads.get(one.screen) ?? []), ...targets]));
    }
    const reached = new Set(['home']);
    for (let before = 0; before < reached.size;) {
      before = reached.size;
      for (const [screen, targets] of leads)
        if ([...targets].some((one) => reached.has(one))) reached.add(screen);
    }
    expect(Object.keys(screens).filter((name) => !reached.has(name))).to.deep.equal([]);
  });

  it('open nothing but web addresses and Telegram itself', () => {
    for (const one of drawn) {
      for (const button of buttonsOf(one)) {
        if ('url' in button) expect(button.url, one.title).to.match(/^(https?|tg):\/\//);
        if ('copy_text' in button) expect(button.copy_text.text.length, one.title).to.be.within(1, 256);
      }
      for (const row of one.shown.keyboard.inline_keyboard) expect(row, one.title).not.to.have.lengthOf(0);
    }
    expect(JSON.stringify(drawn.map(buttonsOf))).not.to.include('happ:');
  });

  it('show what came from outside as it is written', () => {
    const welcome = shownText('welcome', 'named');
    expect(welcome.text).to.include('<b>&amp;"</b>').and.include('👩‍👩‍👧 שלום');
    expect(welcome.entities.filter(({ type }) => type === 'bold')).to.have.lengthOf(1);
    const ready = shownText('ready', 'hostile');
    expect(ready.text).to.include(hostile.link.slice(0, hostile.link.indexOf('\0')));
    expect(ready.entities.map(({ type }) => type)).to.deep.equal(['bold', 'code']);
  });

  it('carry their version in buttons that act once, and only there', () => {
    const once = drawn.flatMap(tapsOf).filter((data) => data.endsWith(`:${version}`));
    expect([...new Set(once.map((data) => unpack(data)!.name))].toSorted()).to.deep.equal([
      'accept',
      'bind',
      'giftback',
      'pay',
      'present',
      'revoke',
      'topup',
      'trial',
      'unplug',
    ]);
  });

  it('of a renewal’s troubles and of a link that stays name a further subscription', () => {
    const troubles = [
      ...Object.keys(states.renewaltrouble!).map((why) => shownText('renewaltrouble', why).text),
      ...['failed', 'given up', 'on'].map((state) => shownText('renewal', state).text),
      shownText('relinked', 'failed').text,
    ];
    for (const text of troubles) expect(text).to.match(/subscription No\. 20\b/i);
  });

  it('tell a disputed payment from one that came back, and do not ask to pay it again', () => {
    expect(shownText('payment', 'disputed').text).to.include('Your bank disputes this payment');
    expect(shownText('payment', 'refunded').text).to.include('was returned');
    const texts = toShown(
      states['payment']!['disputed']!(translate('en')),
      1n,
    ).keyboard.inline_keyboard.flat();
    expect(texts.map(({ text }) => text).join()).to.not.include('Try again');
  });
});
