import { png } from './png.js';

/** One bar: how tall it is beside the others, and the few digits beneath it. */
export interface Bar {
  readonly value: number;
  readonly label: string;
}

const [width, height] = [720, 360];
const [left, right, top, bottom] = [24, 24, 28, 52];
const palette = [0xffffff, 0xe3e8ef, 0x8fb4ea, 0x2a6fdb, 0x6b7686] as const;
const [line, plain, last, ink] = [1, 2, 3, 4];

/** Bars as a picture, the last one strong: a PNG. At least one bar; what is not zero is never invisible. */
export function drawBars(bars: readonly Bar[]): Buffer {
  const data = new Uint8Array(width * height);
  const fill = (x: number, y: number, w: number, h: number, colour: number): void => {
    for (let row = y; row < y + h; row++) data.fill(colour, row * width + x, row * width + x + w);
  };
  const [roomX, roomY] = [width - left - right, height - top - bottom];
  for (const share of [0, 0.5, 1]) fill(left, top + Math.round(roomY * share), roomX, 2, line);

  const most = Math.max(...bars.map(({ value }) => value));
  const step = roomX / bars.length;
  for (const [at, { value, label }] of bars.entries()) {
    const wide = Math.max(1, Math.floor(step * 0.64));
    const x = Math.round(left + step * at + (step - wide) / 2);
    const tall = value > 0 ? Math.max(3, Math.round((value / most) * roomY)) : 0;
    fill(x, top + roomY - tall, wide, tall, at === bars.length - 1 ? last : plain);
    write(label, x + Math.floor(wide / 2), height - bottom + 14, fill);
  }
  return png({ width, height, data, palette });
}

/** Three pixels by five, a row each; scaled. */
const digits: Readonly<Record<string, readonly number[]>> = {
  0: [7, 5, 5, 5, 7],
  1: [2, 6, 2, 2, 7],
  2: [7, 1, 7, 4, 7],
  3: [7, 1, 7, 1, 7],
  4: [5, 5, 7, 1, 1],
  5: [7, 4, 7, 1, 7],
  6: [7, 4, 7, 5, 7],
  7: [7, 1, 1, 2, 2],
  8: [7, 5, 7, 5, 7],
  9: [7, 5, 7, 1, 7],
};
const scale = 4;

type Fill = (x: number, y: number, w: number, h: number, colour: number) => void;

/** Digits around a middle; what is no digit is left out. */
function write(text: string, middle: number, y: number, fill: Fill): void {
  const advance = 4 * scale;
  const from = middle - Math.floor((text.length * advance - scale) / 2);
  for (let at = 0; at < text.length; at++) {
    for (const [row, bits] of (digits[text[at]!] ?? []).entries())
      for (let column = 0; column < 3; column++)
        if (bits & (4 >> column))
          fill(from + at * advance + column * scale, y + row * scale, scale, scale, ink);
  }
}
