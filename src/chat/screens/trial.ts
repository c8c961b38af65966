import { act, open } from '../../buttons.js';
import type { PlanVersion } from '../../db/models/plan-version.js';
import { defineScreen } from '../screen.js';
import { limitsText } from '../limits-text.js';
import { offeredTrial } from '../trial.js';

/** What the trial gives, before it is taken. */
export default defineScreen<Pick<PlanVersion, 'days' | 'trafficLimitBytes' | 'deviceLimit'>>({
  load: async ({ db, person }) => (await offeredTrial(db, person.id)) ?? null,

  render(plan, t) {
    return {
      text: `${t('trial-text', { days: plan.days })}\n${limitsText(plan, t)}`,
      buttons: [
        [{ text: t.plain('trial-start'), data: act('trial'), style: 'success', once: true }],
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});
