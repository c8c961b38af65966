import { expect } from 'chai';
import { boughtOnce, newBuyer, pay, tell } from '../support/buyer.js';
import type { Shop } from '../support/shop.js';

/** The fleet waits as long as Telegram says, and no longer. */
export function telegramSlow(shop: Shop): void {
  describe('a Telegram that asks to wait', () => {
    it('holds up the good news for as long as it says', async () => {
      const buyer = await newBuyer(shop);
      const payment = await buyer.order();
      await tell(shop, '/control/telegram/faults', {
        method: 'editMessageText',
        kind: '429',
        retryAfter: 1,
        times: 2,
        chat_id: buyer.id,
      });
      const paidAt = Date.now();
      await pay(shop, payment);

      await boughtOnce(shop, buyer);
      expect(Date.now() - paidAt, 'milliseconds; the turn of a message takes eleven seconds').to.be.within(
        1_000,
        9_000,
      );
    });
  });
}
