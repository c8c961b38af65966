import { kills } from './cases/kills.js';
import { redisAway } from './cases/redis-away.js';
import { redisWiped } from './cases/redis-wiped.js';
import { secrets } from './cases/secrets.js';
import { useShop } from './support/shop.js';

describe('outages, on real processes', function () {
  this.timeout(90_000);
  const shop = useShop({ privateRedis: true, env: { TIME_SCALE: '1' } });
  redisWiped(shop);
  kills(shop);
  redisAway(shop);
  secrets(shop, { mishaps: false });
});
