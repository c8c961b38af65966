import { expand } from './cases/expand.js';
import { mainJob } from './cases/main-job.js';
import { panelAway } from './cases/panel-away.js';
import { secrets } from './cases/secrets.js';
import { telegramSlow } from './cases/telegram-slow.js';
import { whatIsAsked } from './cases/what-is-asked.js';
import { webhooks } from './cases/webhooks.js';
import { useShop } from './support/shop.js';

describe('purchases, on real processes', function () {
  this.timeout(90_000);
  const shop = useShop();
  mainJob(shop);
  webhooks(shop);
  panelAway(shop);
  telegramSlow(shop);
  secrets(shop, { mishaps: true });
  whatIsAsked(shop);
  expand(shop);
});
