import type { VpnApp } from '../domain/apps.js';
import type { Language } from '../domain/language.js';
import { openTexts, platformTitles } from './open-texts.js';

export interface OpenView {
  readonly app: VpnApp;
  readonly link: string;
  readonly language: Language;
  /** How the app calls the connection. */
  readonly name: string;
  /** Of the one script and the one style sheet that the page may have. */
  readonly nonce: string;
  /** The link as an SVG of ours. */
  readonly qr: string;
}

/** Whole in itself: no request goes to anybody else. */
export function openHtml({ app, link, language, name, nonce, qr }: OpenView): string {
  const t = openTexts[language];
  const title = escape(app.title);
  const stores = app.stores
    .map(
      ({ platform, title: store, url }) =>
        `<li><a href="${escape(url)}" rel="noreferrer">${platformTitles[platform]} · ${store}</a></li>`,
    )
    .join('');
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<link rel="icon" href="data:,">
<title>${t.title(title)}</title>
<style nonce="${nonce}">${style}</style>
<main>
  <h1>${t.title(title)}</h1>
  <a class="button" id="open" href="${escape(app.deepLink(link, name))}">${t.open(title)}</a>
  <p>${t.explain(title)}</p>
  <h2>${t.install}</h2>
  <ul>${stores}</ul>
  <h2>${t.manually}</h2>
  <input id="link" readonly value="${escape(link)}" aria-label="${t.manually}">
  <button class="button" id="copy" data-done="${t.copied}">${t.copy}</button>
  <details><summary>${t.scan}</summary><figure>${qr}</figure></details>
</main>
<script nonce="${nonce}">${script}</script>
</html>
`;
}

export const goneHtml = `<!doctype html>
<html lang="ru">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>2GETPRO</title>
<p>Ссылка больше не действует. Откройте «Моя подписка» в боте и нажмите кнопку ещё раз.</p>
<p lang="en">This link is no longer valid. Open “My subscription” in the bot and press the button again.</p>
</html>
`;

const style = `
  :root { color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }
  body { margin: 0; background: Canvas; color: CanvasText }
  main { max-width: 26rem; margin: 0 auto; padding: 1.5rem 1.2rem 3rem }
  h1 { font-size: 1.4rem } h2 { font-size: 1rem; margin-top: 2rem }
  .button { display: block; box-sizing: border-box; width: 100%; padding: .9rem; border: 0; border-radius: .7rem;
    background: #2a6fdb; color: #fff; font: inherit; text-align: center; text-decoration: none; cursor: pointer }
  ul { padding: 0; list-style: none } li { margin: .6rem 0 }
  input { box-sizing: border-box; width: 100%; margin-bottom: .6rem; padding: .7rem; border: 1px solid GrayText;
    border-radius: .5rem; font: inherit }
  summary { margin-top: 2rem; cursor: pointer }
  figure { margin: 1rem 0; padding: .5rem; background: #fff } svg { display: block; width: 100%; height: auto }`;

/** Opens the app once by itself; a browser that forbids that leaves the button. */
const script = `
  const link = document.getElementById('link');
  const copy = document.getElementById('copy');
  copy.addEventListener('click', async () => {
    link.select();
    try { await navigator.clipboard.writeText(link.value); } catch { document.execCommand('copy'); }
    copy.textContent = copy.dataset.done;
  });
  addEventListener('load', () => setTimeout(() => (location.href = document.getElementById('open').href), 300));`;

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (character) => escapes[character] ?? '');
