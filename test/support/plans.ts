import { Client } from 'pg';
import { z } from 'zod';

/** A node of a plan that was run, as `auto_explain` writes it. */
export interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string | undefined;
  readonly 'Index Name'?: string | undefined;
  /** Of one loop. */
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number | undefined;
  readonly 'Rows Removed by Index Recheck'?: number | undefined;
  readonly 'Shared Hit Blocks'?: number | undefined;
  readonly 'Shared Read Blocks'?: number | undefined;
  readonly Plans?: readonly PlanNode[] | undefined;
}

export interface Plan {
  readonly text: string;
  readonly root: PlanNode;
}

const node: z.ZodType<PlanNode> = z.object({
  'Node Type': z.string(),
  'Relation Name': z.string().optional(),
  'Index Name': z.string().optional(),
  'Actual Rows': z.number(),
  'Actual Loops': z.number(),
  'Rows Removed by Filter': z.number().optional(),
  'Rows Removed by Index Recheck': z.number().optional(),
  'Shared Hit Blocks': z.number().optional(),
  'Shared Read Blocks': z.number().optional(),
  get Plans() {
    return z.array(node).optional();
  },
});
const written = z.object({ 'Query Text': z.string(), Plan: node });

/** Every statement tells its connection how it was run, those of triggers and foreign keys too. */
const settings = {
  statement_timeout: '10000', // our own limit, which these options replace
  session_preload_libraries: 'auto_explain',
  'auto_explain.log_min_duration': '0',
  'auto_explain.log_analyze': 'on',
  'auto_explain.log_timing': 'off',
  'auto_explain.log_buffers': 'on',
  'auto_explain.log_nested_statements': 'on',
  'auto_explain.log_format': 'json',
  'auto_explain.log_level': 'notice',
};

/** The same address; connections to it tell their plans. A superuser's, since nobody else may load `auto_explain`. */
export function tellingUrl(address: string): string {
  const url = new URL(address);
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  url.searchParams.set('options', options.join(' '));
  return url.href;
}

/** Hears the plans of all statements that this process runs on addresses that tell them. Call inside a `describe`. */
export function usePlans(): { readonly heard: () => readonly Plan[]; readonly forget: () => void } {
  let plans: Plan[] = [];
  const { connect } = Client.prototype;
  const hear = ({ message }: { message?: string | undefined }): void => {
    const [, json] = /^duration: [\d.]+ ms {2}plan:\n([^]+)$/.exec(message ?? '') ?? [];
    if (json === undefined) return;
    const { 'Query Text': text, Plan: root } = written.parse(JSON.parse(json));
    plans.push({ text, root });
  };
  before(() => {
    Client.prototype.connect = function listening(this: Client, ...given: unknown[]) {
      this.on('notice', hear);
      return Reflect.apply(connect, this, given);
    } as typeof connect;
  });
  after(() => {
    Client.prototype.connect = connect;
  });
  return { heard: () => plans, forget: () => void (plans = []) };
}
