import { act, open } from '../../buttons.js';
import { maskEmail } from '../../domain/email.js';
import { payingScreens } from '../ways-to-pay.js';
import { defineScreen, type Button } from '../screen.js';

const notices = ['unclear', 'saved', 'removed'] as const;

const noticed = { unclear: 'email-unclear', saved: 'email-saved', removed: 'email-removed' } as const;

interface State {
  /** Masked; the whole of it is shown nowhere. */
  readonly email: string | null;
  /** What became of what they wrote or tapped last. */
  readonly notice: (typeof notices)[number] | null;
  /** The screen that they came from, with its ids. */
  readonly back: readonly string[];
}

/** Where receipts go: the next text is the address. Never in a key: the screen reads it anew. */
export default defineScreen<State>({
  takesText: true,

  load: async ({ person }, said, ...back) => ({
    email: person.email === null ? null : maskEmail(person.email),
    notice: notices.find((notice) => notice === said) ?? null,
    back: payingScreens.has(back[0] ?? '') && back.length <= 4 ? back : [],
  }),

  render({ email, notice, back }, t) {
    const [place = 'profile', ...ids] = back;
    const remove: Button[][] =
      email === null ? [] : [[{ text: t.plain('email-remove'), data: act('unmail', ...back) }]];
    return {
      text: [
        ...(notice === null ? [] : [t(noticed[notice]), '']),
        email === null ? t('email-text') : t('email-text-set', { email }),
      ].join('\n'),
      buttons: [...remove, [{ text: t.plain('back'), data: open(place, ...ids) }]],
    };
  },
});
