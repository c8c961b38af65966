import { Router } from 'express';
import { expect } from 'chai';
import type { Language } from '../../src/domain/language.js';
import { createWeb } from '../../src/web/app.js';
import { openPage } from '../../src/web/open-page.js';
import { log } from '../support/log.js';
import { serve, type Served } from '../support/web.js';

const ticket = '11111111-2222-4333-8444-555555555555';

describe('the page that opens a VPN app', () => {
  let served: Served;
  let asked: string[];
  let link: string;
  let language: Language;

  beforeEach(async () => {
    asked = [];
    link = 'https://panel.example.com/sub/AbC_1?a=1&b="><script>alert(1)</script>';
    language = 'ru';
    const find = async (given: string) => {
      asked.push(given);
      return given === ticket ? { link, language } : null;
    };
    const pages = { '/open': openPage({ find, name: '2GETPRO' }) };
    served = await serve(
      createWeb({ health: Router(), webhooks: () => false, board: null, pages, trustedProxies: [], log }),
    );
  });
  afterEach(() => served.close());

  it('opens the app on the link, in the language of its person', async () => {
    const russian = await (await served.ask(`/open/hiddify/${ticket}`)).text();
    language = 'en';
    const english = await (await served.ask(`/open/hiddify/${ticket}`)).text();

    expect(russian).to.contain('href="hiddify://import/https://panel.example.com/sub/AbC_1?a=1&amp;b=');
    expect(russian).to.contain('Открыть Hiddify').and.contain('apps.apple.com').and.contain('<svg');
    expect(english).to.contain('Open Hiddify').and.contain('Copy the link');
  });

  it('lets nothing of the link become part of the page', async () => {
    const page = await (await served.ask(`/open/happ/${ticket}`)).text();

    expect(page).not.to.contain('<script>alert');
    expect(page.match(/<script/g)).to.have.length(1);
  });

  it('asks nothing of anybody else and tells nobody its address', async () => {
    const answer = await served.ask(`/open/happ/${ticket}`);
    const page = await answer.text();
    const nonce = /<script nonce="([^"]+)"/.exec(page)?.[1];

    expect(answer.headers.get('content-security-policy'))
      .to.contain("default-src 'none'")
      .and.contain(`'nonce-${nonce}'`);
    expect(answer.headers.get('referrer-policy')).to.equal('no-referrer');
    expect(answer.headers.get('cache-control')).to.equal('no-store');
    expect(answer.headers.get('x-robots-tag')).to.contain('noindex');
    expect(page).not.to.match(/(src|rel="stylesheet")=?\s*"?http/);
  });

  it('leads nowhere for an unknown app, an unknown ticket, or what is no ticket', async () => {
    const paths = [
      `/open/javascript/${ticket}`,
      `/open/happ/${ticket.replaceAll('1', '2')}`,
      '/open/happ/1',
      '/open/happ',
    ];
    const statuses = [];
    for (const path of paths) statuses.push((await served.ask(path)).status);

    expect(statuses).to.deep.equal([404, 404, 404, 404]);
    expect(asked).to.have.length(1);
  });

  it('opens nothing but an address of the web, whatever the panel said', async () => {
    link = 'javascript:alert(1)';

    expect((await served.ask(`/open/happ/${ticket}`)).status).to.equal(404);
  });
});
