import type { screens } from '../../src/chat/screens.js';
import { accessStates } from './states/access.js';
import { buyingStates } from './states/buying.js';
import { deviceStates } from './states/devices.js';
import { growthStates } from './states/growth.js';
import { moneyStates } from './states/money.js';
import { methodStates } from './states/methods.js';
import { peopleStates } from './states/people.js';
import { renewalStates } from './states/renewal.js';
import type { States } from './states/samples.js';

export { hostile, type Draw } from './states/samples.js';

/** Every screen in every state that looks different, the worst input among them. */
export const states: States<keyof typeof screens> = {
  ...accessStates,
  ...buyingStates,
  ...deviceStates,
  ...growthStates,
  ...moneyStates,
  ...methodStates,
  ...peopleStates,
  ...renewalStates,
};
