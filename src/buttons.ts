/** Which screen with which ids, as it travels in callback data and is remembered of a chat: `payment:17`. */
export type ScreenKey = string;

/** Raised when the meaning of callback data changes: older keyboards then get a fresh screen instead of a wrong one. */
const version = '1';

const part = /^[A-Za-z0-9_-]{0,40}$/;

function pack(kind: 'o' | 'a', name: string, args: readonly (string | bigint | number)[]): string {
  const parts = [name, ...args.map(String)];
  const data = [version, kind, ...parts].join(':');
  if (!parts.every((one) => part.test(one)) || Buffer.byteLength(data) > 64) {
    throw new RangeError(`not fit for a button: ${data}`);
  }
  return data;
}

/** A button that shows a screen. */
export const open = (screen: string, ...args: (string | bigint | number)[]): string =>
  pack('o', screen, args);

/** A button that does something. */
export const act = (action: string, ...args: (string | bigint | number)[]): string => pack('a', action, args);

/** The same button under a message that stays as it is: what it opens comes in a new one. */
export const keeping = (data: string): string => data.replace(/^\d+:[oa]/, (head) => head.toUpperCase());

export const screenKey = (screen: string, ...args: (string | bigint | number)[]): ScreenKey =>
  [screen, ...args.map(String)].join(':');

export interface Tapped {
  readonly kind: 'open' | 'act';
  readonly name: string;
  readonly args: readonly string[];
  /** Its message is not to become what it opens. */
  readonly keeps: boolean;
}

/** What a button says; null when it is none of ours, or of another version. Any client can send anything. */
export function unpack(data: string): Tapped | null {
  const [sent, letter, name, ...args] = data.split(':');
  const kind = letter?.toLowerCase();
  if (sent !== version || (kind !== 'o' && kind !== 'a') || !name) return null;
  if (![name, ...args].every((one) => part.test(one))) return null;
  return { kind: kind === 'o' ? 'open' : 'act', name, args, keeps: kind !== letter };
}
