/** A call of each kind is waited for no longer: whoever makes one in a turn counts on it. */
export const callMs = { panel: 8_000, telegram: 8_000, provider: 30_000 } as const;

/** By how much a lease outlasts the call that is made under it: until a late one has landed. */
export const slackMs = 3_000;
