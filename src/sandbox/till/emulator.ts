import type { Router } from 'express';

/** Where an emulator stands. */
export interface Place {
  /** As the shop and people reach its router, without a slash at the end: "http://127.0.0.1:8090/stripe". */
  readonly url: string;
  /** Where the shop hears of payments; null: nowhere. */
  readonly webhookUrl: string | null;
  readonly nowMs: () => number;
  /** Who could come by a link of its own; nobody where there is no Telegram. */
  readonly people?: () => readonly { readonly id: number; readonly first_name: string }[];
  /** What `snapshot()` gave before a restart. */
  readonly state: unknown;
}

export interface Emulator {
  /** Mount at /<id>. */
  readonly router: Router;
  /** Mount at /control/<id>. */
  readonly control: Router;
  /** Everything, as plain JSON. */
  snapshot(): unknown;
  close(): void;
}

export interface EmulatorDefinition<E extends Emulator = Emulator> {
  /** The provider's, as the shop calls it. */
  readonly id: string;
  /** The settings of a shop that reach it at this address, credentials and all. Worth nothing outside. */
  environment(url: string): Readonly<Record<string, string>>;
  /** Of these settings, those with the keys of somebody else. */
  readonly otherKeys: Readonly<Record<string, string>>;
  /** The headers that make any body a notification of its own; absent where a signature stands in the body. */
  sign?(body: string | Buffer): Readonly<Record<string, string>>;
  open(place: Place): E;
}

export const defineEmulator = <E extends Emulator>(
  definition: EmulatorDefinition<E>,
): EmulatorDefinition<E> => definition;
