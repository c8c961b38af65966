import { act, open } from '../../buttons.js';
import { defineScreen } from '../screen.js';
import { languages } from '../../domain/language.js';

const names = { ru: '🇷🇺 Русский', en: '🇬🇧 English' } as const;

/** The one screen whose buttons are not translated: each is for those who read it. */
export default defineScreen<Record<string, never>>({
  load: async () => ({}),

  render(_, t) {
    return {
      text: t('language-text'),
      buttons: [
        languages.map((language) => ({
          text: names[language] + (language === t.language ? ' ✓' : ''),
          data: act('language', language),
        })),
        [{ text: t.plain('back'), data: open('home') }],
      ],
    };
  },
});
