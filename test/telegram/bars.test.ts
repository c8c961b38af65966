import { inflateSync } from 'node:zlib';
import { expect } from 'chai';
import { imageSize } from '../../src/sandbox/telegram/image-size.js';
import { drawBars } from '../../src/telegram/bars.js';

/** The pixels of a PNG as the palette's indexes, row by row, without the byte before each. */
function pixelsOf(png: Buffer): Uint8Array[] {
  const rows: Uint8Array[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') {
      const raw = inflateSync(png.subarray(at + 8, at + 8 + length));
      for (let y = 0; y < 360; y++) rows.push(raw.subarray(y * 721 + 1, (y + 1) * 721));
    }
    at += length + 12;
  }
  return rows;
}

const last = 3;
const plain = 2;
const tall = (png: Buffer, colour: number): number =>
  pixelsOf(png).filter((row) => row.includes(colour)).length;

describe('a picture of bars', () => {
  const bars = (...values: number[]) => values.map((value, at) => ({ value, label: String(at + 1) }));

  it('is a PNG of a few kilobytes that is the same each time', () => {
    const png = drawBars(bars(1, 2, 3));
    expect(imageSize(png)).to.deep.equal({ mime: 'image/png', width: 720, height: 360 });
    expect(png.length).to.be.lessThan(4_000);
    expect(drawBars(bars(1, 2, 3)).equals(png)).to.equal(true);
  });

  it('has bars as tall as what they stand for, and the last in a colour of its own', () => {
    expect(tall(drawBars(bars(100, 50)), plain)).to.equal(280);
    expect(tall(drawBars(bars(100, 50)), last)).to.equal(140);
    expect(tall(drawBars(bars(50, 100)), last)).to.equal(280);
  });

  it('shows the least there is, and nothing of what is not there', () => {
    expect(tall(drawBars(bars(1, 1e15)), plain)).to.equal(3);
    expect(tall(drawBars(bars(0, 5)), plain)).to.equal(0);
    expect(tall(drawBars(bars(0, 0)), last)).to.equal(0);
  });

  it('writes digits beneath them, and leaves out what is none', () => {
    const written = (label: string): number =>
      pixelsOf(drawBars([{ value: 1, label }])).reduce(
        (sum, row) => sum + row.filter((index) => index === 4).length,
        0,
      );
    expect(written('8')).to.equal(13 * 16);
    expect(written('18')).to.equal((13 + 8) * 16);
    expect(written('ж💥')).to.equal(0);
  });
});
