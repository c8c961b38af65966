/** Who paid what for how long, where the provider sells by itself (Tribute) or charges by itself (a renewal). */
export interface Origin {
  /** Null when the payer has no Telegram, as far as the provider knows: a person must find out whose it is. */
  readonly payerTelegramId: bigint | null;
  /** The provider's own name of what was sold, as in `products`. */
  readonly product: string;
  /** Of what is charged again and again: the external id of each of its charges begins with this and a colon. */
  readonly subscription: string | null;
  /** The provider's word for when the paid term ends, where it gives one. */
  readonly paidUntil: Date | null;
  /** When it was charged, by the provider's clock: the same each time that it is told. */
  readonly at: Date;
}

/** What is charged again and again there was ended there: nothing follows the charges that were made until `at`. */
export interface Cancelled {
  readonly payerTelegramId: bigint;
  /** As in an origin. */
  readonly subscription: string;
  /** By the provider's clock. */
  readonly at: Date;
}
