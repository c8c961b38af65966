/** What the bot said to a tap. */
export interface CallbackAnswer {
  readonly text: string;
  readonly alert: boolean;
  readonly url: string;
}

/** May the payment go on? `error` is shown to the buyer when not. */
export interface CheckoutAnswer {
  readonly ok: boolean;
  readonly error: string;
}

export interface InlineAnswer {
  readonly results: unknown[];
}
