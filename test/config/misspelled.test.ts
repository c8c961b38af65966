import { parseEnv } from 'node:util';
import { expect } from 'chai';
import { misspelledIn } from '../../src/config/misspelled.js';

describe('the name of a setting', () => {
  const found = (...lines: string[]) =>
    misspelledIn(parseEnv(lines.join('\n'))).map(({ name, meant }) => `${name}: ${meant}`);

  it('that nobody reads is told with what was meant: a letter too many, one too few, two that changed places', () => {
    expect(
      found(
        'BOT_TOKN_FILE=/x',
        'PLAN_1_MONHT_ENABLED=true',
        'RUB_PRICE_1_MONHT=1',
        'BOT_TOKENN=x',
        'YOOKASA_SHOP_ID=1',
        'admin_ids=1',
        'BOT_TOKEN=y',
      ),
    ).to.have.members([
      'BOT_TOKN_FILE: BOT_TOKEN_FILE',
      'PLAN_1_MONHT_ENABLED: PLAN_1_MONTH_ENABLED',
      'RUB_PRICE_1_MONHT: RUB_PRICE_1_MONTH',
      'BOT_TOKENN: BOT_TOKEN',
      'YOOKASA_SHOP_ID: YOOKASSA_SHOP_ID',
      'admin_ids: ADMIN_IDS',
    ]);
  });

  it('that is read in another way, or is of somebody else, is no mistake', () => {
    expect(
      found('BOT_TOKEN_FILE=/x', 'PLAN_1_MONTH_ENABLED=true', 'NGINX_CONF=x', 'NODE_ENV=production'),
    ).to.deep.equal([]);
  });
});
