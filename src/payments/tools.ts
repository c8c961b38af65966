import type { Http } from '../http.js';

/** What a provider is handed, beside its settings. */
export interface Tools {
  readonly http: Http;
  /** A number above all that were given under this name before, to any process; near the time in ms. */
  readonly next: (name: string) => Promise<bigint>;
  /** Where the world reaches us, for those who want to be told so with each invoice; null where it does not. */
  readonly publicUrl: string | null;
}
