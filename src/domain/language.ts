/** Those that we speak. */
export const languages = ['ru', 'en'] as const;
export type Language = (typeof languages)[number];

/** Their own choice; else what their Telegram speaks, where we speak it too; else the shop's. */
export function languageOf(
  { language, languageGuess }: { readonly language: Language | null; readonly languageGuess: string | null },
  fallback: Language,
): Language {
  const guess = languageGuess?.split('-')[0]?.toLowerCase();
  return language ?? languages.find((one) => one === guess) ?? fallback;
}
