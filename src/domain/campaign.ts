/** Payloads that mean something else, so that no campaign's link begins like them. */
const taken = /^(ref|promo|gift)_/;

/** What follows `?start=` in a campaign's link: 2 to 64 letters, digits, "_" and "-", as they are written. Null is none. */
export const readStartParam = (text: string): string | null =>
  /^[A-Za-z0-9_-]{2,64}$/.test(text) && !taken.test(text) ? text : null;
