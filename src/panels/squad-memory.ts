/** A squad that somebody deletes on the panel is noticed after so long. */
const believedMs = 60_000;

/** Which of some squads a panel lacks, asked of its list, which is remembered while it has all of them. */
export function rememberSquads<Call>(list: (call: Call) => Promise<readonly string[]>, now: () => number) {
  let known: ReadonlySet<string> = new Set();
  let knownUntil = 0;

  return async (squads: readonly string[], call: Call): Promise<readonly string[]> => {
    const lacking = () => squads.filter((squad) => !known.has(squad));
    if (now() < knownUntil && lacking().length === 0) return [];
    known = new Set(await list(call));
    knownUntil = now() + believedMs;
    return lacking();
  };
}
