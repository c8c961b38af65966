import { open } from '../../buttons.js';
import { loadFigures, moneyText, peopleText, systemText, type Figures } from '../figures-text.js';
import { defineScreen } from '../screen.js';

/** How the shop does, for those who run it. */
export default defineScreen<Figures>({
  load: async ({ db, isOperator, timezone, now }) => (isOperator ? loadFigures(db, timezone, now) : null),

  render: (figures, t) => ({
    text: [moneyText(figures, t), peopleText(figures, t), systemText(figures, t)].join('\n\n'),
    buttons: [
      [{ text: t.plain('subscription-refresh'), data: open('figures') }],
      [{ text: t.plain('back'), data: open('home') }],
    ],
  }),
});
