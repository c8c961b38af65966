export const bindingStates = ['created', 'pending', 'succeeded', 'failed', 'expired'] as const;
export type BindingState = (typeof bindingStates)[number];

/** Its page is not there yet, or not filled in. */
export const isUnfinished = (state: BindingState): boolean => state === 'created' || state === 'pending';
