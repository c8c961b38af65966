import { expect } from 'chai';
import { entitiesToHtml } from '../../../src/sandbox/telegram/entities-to-html.js';
import { type Opened, openChat, refused } from './open-telegram.js';

describe('the sandbox Bot API: HTML', () => {
  let sandbox: Opened;
  before(async () => {
    sandbox = await openChat();
  });
  after(() => sandbox.close());

  const send = (html: string) => sandbox.api.sendMessage(42, html, { parse_mode: 'HTML' });

  it('reads every tag that we use', async () => {
    const html = [
      '<b>b</b><strong>b</strong><i>i</i><em>i</em><u>u</u><s>s</s><del>s</del><code>c</code>',
      '<pre>p</pre><a href="https://example.com/?a=1&amp;b=2">l</a><blockquote>q</blockquote>',
      '<blockquote expandable>e</blockquote><tg-spoiler>h</tg-spoiler><tg-time unix="1764000000" format="wDT">t</tg-time>',
    ].join('');

    const { text, entities } = await send(html);

    expect(text).to.equal('bbiiusscplqeht');
    expect(entities?.map(({ type }) => type).join(' ')).to.equal(
      'bold bold italic italic underline strikethrough strikethrough code pre ' +
        'text_link blockquote expandable_blockquote spoiler date_time',
    );
    expect(entities?.[9]).to.have.property('url', 'https://example.com/?a=1&b=2');
    expect(entities?.at(-1)).to.include({ unix_time: 1_764_000_000, date_time_format: 'wDT' });
  });

  it('counts offsets in UTF-16 units and lists outer entities first', async () => {
    const { entities } = await send('👍 <b><i>a</i>б</b>');

    expect(entities).to.deep.equal([
      { type: 'bold', offset: 3, length: 2 },
      { type: 'italic', offset: 3, length: 1 },
    ]);
  });

  it('moves entities when it trims the text, and drops those that are empty', async () => {
    const { text, entities } = await send('  <b> a </b><i></i>');

    expect(text).to.equal('a');
    expect(entities).to.deep.equal([{ type: 'bold', offset: 0, length: 1 }]);
  });

  it('knows a code block with its language', async () => {
    const { entities } = await send('<pre><code class="language-sh">ls</code></pre>');

    expect(entities).to.deep.equal([{ type: 'pre', language: 'sh', offset: 0, length: 2 }]);
  });

  it('decodes named and numeric entities, and leaves others as they are', async () => {
    expect((await send('&lt;&amp;&gt;&quot;&#39;&#x41;&nbsp;')).text).to.equal('<&>"\'A&nbsp;');
  });

  const broken: [string, string][] = [
    ['<b>open', 'Can\'t find end tag corresponding to start tag "b"'],
    ['ы<h1>x</h1>', 'Unsupported start tag "h1" at byte offset 2'],
    ['1 < 2', 'Unsupported start tag "" at byte offset 2'],
    ['<b>x</i>', 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'],
    ['x</b>', 'Unexpected end tag at byte offset 1'],
    ['<b', 'Unclosed start tag at byte offset 0'],
    ['<b>x</b', 'Unclosed end tag at byte offset 4'],
    ['<span>x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'],
    ['<tg-time unix="soon" format="r">x</tg-time>', 'Invalid date specified in the tag "tg-time"'],
  ];
  for (const [html, reason] of broken) {
    it(`refuses ${html}`, async () => {
      await refused(send(html), `Bad Request: can't parse entities: ${reason}`);
    });
  }

  it('refuses a parse mode that there is not, and says that it reads no Markdown', async () => {
    const { body } = await sandbox.call('sendMessage', { chat_id: 42, text: 'x', parse_mode: 'BBCode' });

    expect(body).to.have.property('description', 'Bad Request: unsupported parse_mode');
    await refused(
      sandbox.api.sendMessage(42, '*x*', { parse_mode: 'MarkdownV2' }),
      "Bad Request: can't parse entities: the sandbox reads parse_mode HTML only",
    );
  });

  it('drops a link with a foreign scheme and keeps its text', async () => {
    const { text, entities } = await send('<a href="happ://add/x">open</a>');

    expect(text).to.equal('open');
    expect(entities).to.equal(undefined);
  });

  it('finds links, commands and mentions by itself, but not inside code', async () => {
    const { entities } = await send('/start https://a.example/x. @anna <code>/stop https://b.example</code>');

    expect(entities?.map(({ type }) => type)).to.deep.equal(['bot_command', 'url', 'mention', 'code']);
    expect(entities?.[1]).to.include({ length: 'https://a.example/x'.length });
  });

  it('takes entities instead of a parse mode, and refuses those outside of the text', async () => {
    const { entities } = await sandbox.api.sendMessage(42, 'bold', {
      entities: [{ type: 'bold', offset: 0, length: 4 }],
    });

    expect(entities).to.deep.equal([{ type: 'bold', offset: 0, length: 4 }]);
    await refused(
      sandbox.api.sendMessage(42, 'x', { entities: [{ type: 'bold', offset: 0, length: 2 }] }),
      'Bad Request: entity ends outside the text',
    );
  });

  it('shows a page only HTML that is safe', async () => {
    await send('<b>&lt;script&gt;</b> <i>&amp;</i>\n<a href="https://e.example/&quot;">l</a>');

    expect(sandbox.telegram.view(42).messages.at(-1)?.html).to.equal(
      '<b>&lt;script&gt;</b> <i>&amp;</i>\n<a href="https://e.example/&quot;" target="_blank" rel="noopener">l</a>',
    );
    const hostile = [{ type: 'text_link' as const, offset: 0, length: 1, url: 'javascript:alert(1)' }];
    expect(entitiesToHtml('x', hostile)).to.equal('x');
  });
});
