import { open } from '../../buttons.js';
import { promoRefusals, type PromoRefusal } from '../../domain/promo.js';
import { defineScreen } from '../screen.js';

/** Asks for a promo code; after one that gave nothing, says why. */
export default defineScreen<{ refused: PromoRefusal | null }>({
  takesText: true,

  load: async (_viewer, why) => ({ refused: promoRefusals.find((refusal) => refusal === why) ?? null }),

  render: ({ refused }, t) => ({
    text: t(refused === null ? 'promo-text' : `promo-refused-${refused}`),
    buttons: [[{ text: t.plain('back'), data: open('home') }]],
  }),
});
