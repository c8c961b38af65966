export interface Round<Ours, Bare = Ours> {
  readonly ours: Ours;
  readonly bare: Bare;
}

/**
 * Measures both sides in turns, A B A B …: what else the machine does meanwhile strikes both alike. One of each goes
 * before and is not counted: the first answers come from cold code.
 */
export async function interleave<Ours, Bare>(
  rounds: number,
  sides: { readonly ours: () => Promise<Ours>; readonly bare: () => Promise<Bare> },
): Promise<Round<Ours, Bare>[]> {
  const round = async (): Promise<Round<Ours, Bare>> => ({
    ours: await sides.ours(),
    bare: await sides.bare(),
  });
  await round();
  const done: Round<Ours, Bare>[] = [];
  while (done.length < rounds) done.push(await round());
  return done;
}
