import type { Person } from '../db/models/user.js';
import type { Button, Shop } from './screen.js';
import { act, type open } from '../buttons.js';
import type { Translator } from './translate.js';

/** Whether what this person pays by is saved: as they said, else as the shop proposes. They see it before they pay. */
export const savesMethods = (
  { savesMethods: said }: Pick<Person, 'savesMethods'>,
  { saving }: Pick<Shop, 'saving'>,
): boolean => said ?? saving.proposed;

/** The line and the switch above ways to pay of which one can be saved; nothing where none can. */
export function savingSwitch(
  isOn: boolean | null,
  back: Parameters<typeof open>,
  t: Translator,
): { readonly lines: readonly string[]; readonly buttons: readonly Button[][] } {
  if (isOn === null) return { lines: [], buttons: [] };
  const text = t.plain(isOn ? 'saving-on' : 'saving-off');
  return {
    lines: ['', t(isOn ? 'saving-on-text' : 'saving-off-text')],
    buttons: [[{ text, data: act('saving', isOn ? 0 : 1, ...back) }]],
  };
}

/** One for each of those who save a method without a purchase. */
export const bindButtons = (providers: readonly string[], t: Translator): Button[][] =>
  providers.map((provider) => [
    {
      text: t.plain(providers.length === 1 ? 'saved-bind' : 'saved-bind-at', {
        card: t.plain(`card-${provider}`),
      }),
      data: act('bind', provider),
      once: true,
      style: 'primary',
    },
  ]);

/** Null where nobody of these saves anything. */
export const savingState = (
  providers: readonly string[],
  person: Pick<Person, 'savesMethods'>,
  shop: Pick<Shop, 'saving'>,
): boolean | null =>
  providers.some((provider) => shop.saving.providers.includes(provider)) ? savesMethods(person, shop) : null;
