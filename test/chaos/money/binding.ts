import type { Db } from '../../../src/db/db.js';
import { insist } from '../buyer.js';
import type { Found } from '../invariants.js';
import type { MoneyWant } from './buyers.js';
import type { MoneyMarket } from './market.js';
import { walk, type Step } from './walk.js';

const toPage: readonly Step[] = [
  [/Главное меню/, /Баланс/],
  [/Баланс|балансе/, /Способы оплаты/],
  [/Способы оплаты/, /➕ (Привязать карту|Карта российского банка)/],
];

/** They give their card without buying; the second of four leaves its page instead. */
export const bindsACard: MoneyWant = async ({ market, person }) => {
  const id = await insist(async () => {
    const page = await walk(person, '/menu', toPage, /Откройте страницу и введите данные карты/);
    const button = page.keyboard.flat().find((one) => 'url' in one);
    return button && 'url' in button ? new URL(button.url).pathname.split('/').at(-1) : undefined;
  });
  const gives = market.cards.size % 4 !== 1;
  market.gaveCard(id, gives);
  if (gives) await person.sees(/сохранена/, 30_000);
};

const known = `select b.state, (select count(*)::int from payment_methods m
    where m.user_id = b.user_id and m.removed_at is null) methods
  from method_bindings b where b.provider = 'yookassa' and b.external_id = ?`;

/** Whoever came for that alone has the card that they gave, and no other; and nothing where they gave none. */
export async function bindingRules(db: Db, market: MoneyMarket): Promise<Record<string, Found>> {
  const wrong: string[] = [];
  for (const [id, given] of market.cards) {
    const { rows } = await db.knex.raw<{ rows: { state: string; methods: number }[] }>(known, [id]);
    const [here] = rows;
    const isOver = given ? here?.state === 'succeeded' : /^(failed|expired)$/.test(here?.state ?? '');
    if (!isOver || here?.methods !== Number(given))
      wrong.push(`${id}, ${given ? 'given' : 'not given'}: ${JSON.stringify(here)}`);
  }
  return { 'a card that was given is saved once, no other at all': wrong };
}
