export interface ImageSize {
  readonly mime: string;
  readonly width: number;
  readonly height: number;
}

/** Size in pixels of a PNG, JPEG or GIF; null for what is no picture. */
export function imageSize(content: Buffer): ImageSize | null {
  if (content.length < 24) return null;
  if (content.readUInt32BE(0) === 0x89504e47) {
    return { mime: 'image/png', width: content.readUInt32BE(16), height: content.readUInt32BE(20) };
  }
  if (content.toString('latin1', 0, 4) === 'GIF8') {
    return { mime: 'image/gif', width: content.readUInt16LE(6), height: content.readUInt16LE(8) };
  }
  return content.readUInt16BE(0) === 0xffd8 ? jpegSize(content) : null;
}

/** Walks the segments to the first frame header (SOF0 to SOF15, without DHT, JPG and DAC). */
function jpegSize(content: Buffer): ImageSize | null {
  let at = 2;
  while (at + 9 < content.length && content[at] === 0xff) {
    const marker = content[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return {
        mime: 'image/jpeg',
        width: content.readUInt16BE(at + 7),
        height: content.readUInt16BE(at + 5),
      };
    }
    at += 2 + content.readUInt16BE(at + 2);
  }
  return null;
}
