/** How long a repeat under the same key is surely the same at a provider: YooKassa forgets keys after 24 h. */
export const keyLifeMs = 23 * 3_600_000;
