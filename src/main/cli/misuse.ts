import { Never } from '../../domain/errors.js';

/** A value that a command cannot take. The message names the option, the fault and what is expected; the exit code is 64. */
export class Misuse extends Never {}
