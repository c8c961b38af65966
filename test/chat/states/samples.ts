import type { View } from '../../../src/chat/screen.js';
import type { Translator } from '../../../src/chat/translate.js';
import { money } from '../../../src/domain/money.js';

export type Draw = (t: Translator) => View;
/** Every state of some screens that looks different, by screen and state. */
export type States<Screen extends string> = Readonly<Record<Screen, Readonly<Record<string, Draw>>>>;

/** For the pictures of the documentation, which show ordinary people and sums. */
const isPlain = process.env['SAMPLES'] === 'plain';

/** What the documentation shows in place of what only tests should see. */
export const plainOr = <T>(plain: T, odd: T): T => (isPlain ? plain : odd);

/** The greatest that an id, and an amount, of ours can be. */
export const id = isPlain ? 199_00n : 999_999_999_999_999_999n;
export const amount = money(id, 'RUB');
export const end = new Date('2027-02-28T21:30:00Z');
/** Three weeks before that end: what has happened already. */
export const past = new Date('2027-02-07T10:12:00Z');
/** As many dollars as nobody has. */
export const dear = money(isPlain ? 12_49n : BigInt(1e15), 'USD');

export const hostile = isPlain
  ? {
      name: 'Анна',
      card: 'Visa •• 4242',
      link: 'https://panel.example/sub/AbCdEf0123456789',
      payUrl: 'https://pay.example/1',
    }
  : {
      card: `<b>"Visa"</b> ${'🦊'.repeat(20)}`,
      name: `<b>&amp;"</b>\0\ud800\u202e👩‍👩‍👧 שלום ${'🦊'.repeat(20)}`,
      link: `https://panel.example/<script>?a="b"&c='d'\0${'x'.repeat(5_000)}`,
      payUrl: 'happ://add/https://pay.example',
    };
