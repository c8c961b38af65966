import type { Plan, PlanNode } from './plans.js';

/** Rows that a statement may look at beyond those that it is about: a claim is 500 promises. */
const page = 500;
/** Rows that it may sort: the longest list that we print. */
const sortPage = 200;
/** A table of fewer rows is read as a whole, and should be. */
const small = 1_000;

const nodes = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(nodes)];

/** What a node read, in all its loops: what it gave on, and what it threw away. */
const read = (node: PlanNode): number =>
  (node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)) *
  node['Actual Loops'];

/** Rows that the statement is about: what it answers or writes. */
function about(root: PlanNode): number {
  const writes = nodes(root).filter((node) => node['Node Type'] === 'ModifyTable');
  const given = [root, ...writes.flatMap((node) => node.Plans ?? [])];
  return Math.max(...given.map((node) => node['Actual Rows'] * node['Actual Loops']));
}

/** Why a statement would not do for a million people; `rowsOf` knows how large each table is. */
export function faultsOf({ root }: Plan, rowsOf: ReadonlyMap<string, number>): string[] {
  const limit = page + 2 * about(root);
  return nodes(root).flatMap((node) => {
    const { 'Node Type': type, 'Relation Name': table } = node;
    const name = `${type}${table ? ` of ${table}` : ''}`;
    const rows = node['Actual Rows'] * node['Actual Loops'];
    if (type.endsWith('Sort') && rows > sortPage && rows > about(root)) return [`${name}: ${rows} rows`];
    if (!table || type === 'ModifyTable' || (rowsOf.get(table) ?? 0) < small) return [];
    if (type === 'Seq Scan') return [name];
    return read(node) > limit
      ? [`${name} by ${node['Index Name']}: ${read(node)} rows read, ${about(root)} meant`]
      : [];
  });
}
