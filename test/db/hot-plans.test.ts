import { useBuying } from '../support/buying.js';

describe('among a crowd, what a buyer does with plans is by an index and about few rows:', function () {
  this.timeout(60_000);
  const { volume, work, somebody, buy, flow } = useBuying();

  flow('an add-on, on top of what they bought', async () => {
    const anna = somebody();
    await anna.say('/start');
    await buy(anna);
    const addon = { kind: 'devices', amount: 1, priceMinor: 1_00, currency: 'RUB' };
    await volume.own().knex('addon_versions').insert(addon);
    await anna.say('/menu');
    for (const label of ['Моя подписка', 'Устройства и трафик', '+1 устройство', 'Картой'])
      await anna.tap(label);
    await work();
  });
});
