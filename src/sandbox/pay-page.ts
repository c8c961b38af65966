export interface PayPage {
  /** Whose page it is: "ЮKassa". */
  readonly brand: string;
  /** Who sells, in a line above the amount. */
  readonly about: string;
  /** "299.00" of "RUB". */
  readonly amount: { readonly value: string; readonly currency: string };
  readonly description: string | null;
  readonly id: string;
  readonly state: keyof typeof results;
  /** Null where the payer has nowhere to go back to. */
  readonly returnUrl: string | null;
  /** What else they can do, once it is paid. */
  readonly deeds?: readonly (readonly [action: string, label: string])[];
}

const head = `<!doctype html>
<html lang="ru">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Оплата</title>
<style>
  :root { color-scheme: light dark; --ink: #17181c; --dim: #6b7080; --card: #fff; --ground: #eef0f5; --act: #5b3df5; }
  @media (prefers-color-scheme: dark) { :root { --ink: #f2f3f7; --dim: #9aa0b2; --card: #1d1f27; --ground: #111218; --act: #7d66ff; } }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--ground);
    color: var(--ink); font: 16px/1.45 system-ui, sans-serif; }
  main { width: 100%; max-width: 420px; padding: 28px 24px; border-radius: 20px; background: var(--card);
    box-shadow: 0 12px 40px rgb(20 22 40 / 12%); }
  .shop { margin: 0; color: var(--dim); font-size: 14px; }
  h1 { margin: 4px 0 8px; font-size: 36px; letter-spacing: -.02em; }
  .what { margin: 0 0 24px; overflow-wrap: anywhere; }
  form { margin: 0 0 10px; }
  button, .link { display: block; width: 100%; padding: 14px; border: 0; border-radius: 12px; font: inherit;
    font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; }
  .go { background: var(--act); color: #fff; }
  .no { background: var(--ground); color: var(--ink); }
  .away { background: none; color: var(--dim); font-weight: 400; }
  .sign { font-size: 44px; line-height: 1; margin: 0 0 12px; }
  footer { margin-top: 20px; color: var(--dim); font-size: 13px; }
</style>
</head>
<body>
<main>`;

const later = ['👋', 'Платёж не завершён. По этой ссылке можно вернуться и оплатить.'] as const;
const results = {
  succeeded: ['✅', 'Оплачено'],
  waiting_for_capture: ['⏳', 'Деньги удержаны, магазин ещё не подтвердил списание'],
  canceled: ['❌', 'Платёж отменён'],
  left: later,
  pending: null,
} as const;

/** What the payer sees: three ways to go, or what became of it and the way back to the shop. */
export function payPage(page: PayPage): string {
  const { brand, about, amount, description, id, state, returnUrl, deeds = [] } = page;
  const result = results[state];
  return sandboxPage(
    brand,
    `<p class="shop">${escaped(about)}</p>
<h1>${escaped(shown(amount))}</h1>
<p class="what">${escaped(description || 'Без описания')}</p>${result ? ending(result, returnUrl) + deeds.map(([action, label]) => form(id, action, 'no', label)).join('') : choice(id)}`,
  );
}

/** A card like a pay page; `content` is HTML. */
export const sandboxPage = (brand: string, content: string): string => `${head}
${content}
<footer>Песочница ${escaped(brand)}: деньги не списываются.</footer>
</main>
</body>
</html>
`;

const choice = (id: string): string =>
  (
    [
      ['succeed', 'go', 'Оплатить'],
      ['cancel', 'no', 'Отказаться'],
      ['leave', 'away', 'Уйти, не заплатив'],
    ] as const
  )
    .map(([action, look, label]) => form(id, action, look, label))
    .join('');

const form = (id: string, action: string, look: string, label: string): string =>
  `\n<form method="post" action="${escaped(id)}/${action}"><button class="${look}">${label}</button></form>`;

function ending([sign, sentence]: readonly [string, string], returnUrl: string | null): string {
  const back = returnUrl && `\n<a class="link go" href="${escaped(returnUrl)}">Вернуться в магазин</a>`;
  return `\n<p class="sign">${sign}</p>\n<p class="what">${sentence}</p>${back ?? ''}`;
}

const signs: Readonly<Record<string, string>> = { RUB: '₽', USD: '$', EUR: '€', XTR: '⭐' };

/** "1234.00" of roubles as "1 234 ₽", "299.50" as "299,50 ₽". */
export function shown({ value, currency }: PayPage['amount']): string {
  const [whole = '', fraction = '00'] = value.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, '\u00A0');
  return `${fraction === '00' ? grouped : `${grouped},${fraction}`} ${signs[currency] ?? currency}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
