/** The UTC day, as subjects of daily work name it. Asked for where it is used: a suite may run past midnight. */
export const today = (at = new Date()): string => at.toISOString().slice(0, 10);
