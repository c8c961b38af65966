import type { z } from 'zod';
import { scrubText } from '../scrub.js';
import type { Given } from './environment.js';

export interface Fault {
  readonly name: string;
  /** Never the value of a secret. */
  readonly found: string;
  readonly expected: string;
  readonly example?: string | undefined;
}

/** The environment is not one that this system can run in. The message is all there is to say, for the terminal. */
export class ConfigFault extends Error {
  readonly faults: readonly Fault[];

  /** `hint`: what they may all come from. */
  constructor(faults: readonly Fault[], hint?: string) {
    const count = faults.length === 1 ? 'One variable is' : `${faults.length} variables are`;
    super([`${count} wrong or missing:`, ...faults.map(told), ...(hint ? [hint] : [])].join('\n'));
    this.name = 'ConfigFault';
    this.faults = faults;
  }
}

const told = ({ name, found, expected, example }: Fault): string =>
  [`  ${name}`, `    found:    ${found}`, `    expected: ${expected}`]
    .concat(example === undefined ? [] : [`    example:  ${name}=${example}`])
    .join('\n');

/** Of a secret only its length is told; of the rest, what is on the line, unless a secret slipped into it. */
export function shown(value: string | undefined, secret: boolean): string {
  if (value === undefined) return 'nothing';
  if (secret) return `${value.length} characters`;
  return JSON.stringify(scrubText(value.length > 80 ? `${value.slice(0, 80)}…` : value));
}

export const isSecret = (name: string, schema: z.ZodType | undefined): boolean =>
  schema?.meta()?.['secret'] === true || /TOKEN|KEY|SECRET|PASSWORD/.test(name);

/** One fault for each variable that zod complains about. */
export function faultsFrom(
  error: z.ZodError,
  shape: Readonly<Record<string, z.ZodType>>,
  given: Given,
): Fault[] {
  const faults = new Map<string, Fault>();
  for (const issue of error.issues) {
    const name = String(issue.path[0]);
    if (faults.has(name)) continue;
    const about = shape[name]?.meta();
    const found = shown(given[name], isSecret(name, shape[name]) || (given[name]?.includes('@') ?? false));
    const expected = expectedBy(issue.message, about?.description ?? about?.['about']);
    faults.set(name, { name, found, expected, example: exampleOf(name, shape[name]) });
  }
  return [...faults.values()];
}

/** Our own messages say what is expected; zod's say so after a colon, or not at all. */
function expectedBy(message: string, about: unknown): string {
  const [, expected] = /expected (.+?)(?:, received .*)?$/.exec(message) ?? [];
  if (expected !== undefined) return expected;
  return message.startsWith('Invalid') && typeof about === 'string' ? about : message;
}

const wordOfYours = 'ALongRandomWordOfYours';

/** A value that would be taken: the one that `.env.example` shows, but a placeholder is refused. */
export function exampleOf(name: string, schema: z.ZodType | undefined): string | undefined {
  if (name.endsWith('_FILE')) return `/run/secrets/${name.slice(0, -'_FILE'.length).toLowerCase()}`;
  const example = schema?.meta()?.['example'];
  if (typeof example === 'string') return example.replace(/CHANGEME[\w-]*/g, wordOfYours);
  if (isSecret(name, schema)) return wordOfYours;
  const usual: unknown = schema?.safeParse(undefined).data;
  return usual === undefined ? undefined : [usual].flat().map(String).join(',');
}
