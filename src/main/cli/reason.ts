import { InvalidArgumentError } from 'commander';

/** Why somebody did it, as the audit trail keeps it: without the spaces around it, and never empty. */
export function readReason(text: string): string {
  const said = text.trim();
  if (said !== '') return said;
  throw new InvalidArgumentError('a reason is expected in words, like "asked for in the chat"');
}
