import { badRequest } from './errors.js';
import type { Upload } from './multipart.js';

/** The parameters of a call, wherever they came from: query, JSON, form or multipart body. */
export class Params {
  readonly values: Readonly<Record<string, unknown>>;
  readonly files: ReadonlyMap<string, Upload>;

  constructor(values: Record<string, unknown>, files: ReadonlyMap<string, Upload> = new Map()) {
    this.values = values;
    this.files = files;
  }

  has(name: string): boolean {
    return this.text(name) !== '';
  }

  /** Empty when it was not given, as Telegram makes no difference. */
  text(name: string): string {
    return textOf(this.values[name]);
  }

  /** A number between the limits; what is outside is moved to the nearest, what is none is `fallback`. */
  integer(name: string, fallback: number, min = -Infinity, max = Infinity): number {
    const value = Number.parseInt(this.text(name), 10);
    return Number.isNaN(value) ? fallback : Math.min(max, Math.max(min, value));
  }

  flag(name: string): boolean {
    return ['true', '1', 'yes'].includes(this.text(name).toLowerCase());
  }

  /** A JSON-serialized parameter, or undefined when it was not given. */
  json(name: string): unknown {
    const value = this.values[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`);
    }
  }

  /** A JSON-serialized object; anything else is refused. */
  object(name: string): Record<string, unknown> | undefined {
    const value = this.json(name);
    if (value === undefined) return undefined;
    if (isObject(value)) return value;
    throw badRequest(`object expected as ${name.replaceAll('_', ' ')}`);
  }

  /** The same call with other values, and the same uploads. */
  with(values: Record<string, unknown>): Params {
    return new Params(values, this.files);
  }
}

/** A parameter as text: JSON bodies may hold numbers where forms hold their digits. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
