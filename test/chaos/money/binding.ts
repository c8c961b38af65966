import type { Db } from '../../../src/db/db.js';
import { insist } from '../buyer.js';
import type { Found } from '../invariants.js';
import { stubborn } from '../market.js';
import type { MoneyWant } from './buyers.js';
import type { MoneyMarket } from './market.js';
import { walk, type Step } from './walk.js';

const toPage: readonly Step[] = [
  [/Главное меню/, /Баланс/],
  [/Баланс|балансе/, /Способы оплаты/],
  [/Способы оплаты/, /➕ Привязать карту(?!.*Иностранной)/],
];

/** They give their card without buying; one in four leaves its page instead. */
export const bindsACard: MoneyWant = async ({ market, person }) => {
  const id = await insist(async () => {
    const page = await walk(person, '/menu', toPage, /Откройте страницу и введите данные карты/);
    const button = page.keyboard.flat().find((one) => 'url' in one);
    return button && 'url' in button ? new URL(button.url).pathname.split('/').at(-1) : undefined;
  });
  const gives = market.random.chance(0.75);
  market.gaveCard(id, gives);
  if (gives) await person.sees(/сохранена/, 30_000);
};

const known = `select b.state, (select count(*)::int from payment_methods m
    where m.provider = b.provider and m.external_id = b.external_id and m.user_id = b.user_id) methods
  from method_bindings b where b.provider = 'yookassa' and b.external_id = ?`;

/** A card that its person gave is theirs here, once; one that they did not give is nobody's. */
export async function bindingRules(db: Db, market: MoneyMarket): Promise<Record<string, Found>> {
  const wrong: string[] = [];
  for (const [id, given] of market.cards) {
    const { rows } = await stubborn(() =>
      db.knex.raw<{ rows: { state: string; methods: number }[] }>(known, [id]),
    );
    const [here] = rows;
    const isRight = given ? here?.state === 'succeeded' && here.methods === 1 : here?.methods === 0;
    if (!isRight) wrong.push(`${id}, ${given ? 'given' : 'not given'}: ${JSON.stringify(here)}`);
  }
  return { 'a card that was given is saved once, no other at all': wrong };
}
