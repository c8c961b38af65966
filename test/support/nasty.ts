import * as fc from 'fast-check';

/** What breaks programs: sizes, encodings, names of prototypes, numbers at the edge, languages of injection. */
export const nasty: readonly unknown[] = [
  '',
  '\0',
  'a\0b',
  '\ud800',
  '\udfff\ud800',
  '\u202eevil\u202c',
  '👩‍👩‍👧‍👦'.repeat(40),
  'x'.repeat(5_000),
  "'; drop table users; --",
  '" or 1=1 --',
  '<script>alert(1)</script>',
  '<b>',
  '{{7*7}} ${7*7}',
  '%s%n%00',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  '\r\nset-cookie: x=1',
  '=cmd()',
  '1e309',
  '１２３',
  -0,
  -1,
  0.5,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  null,
  true,
  [],
  {},
  [[]],
  { __proto__: null, toString: 1 },
];

/** JSON that no JSON.stringify makes. */
const rawJson: readonly string[] = [
  '{',
  '{"update_id":1,',
  'hello',
  '',
  '[]',
  'null',
  '{"__proto__":{"admin":true},"update_id":1}',
  '{"update_id":1e309}',
  '{"update_id":-0}',
  '{"update_id":1,"update_id":2}',
  '{"event":"payment.succeeded","object":{"id":"\\ud800","metadata":{"payment_id":"\\u0000"}}}',
  '\ufeff{"update_id":1}',
];

export interface Case {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
}

const gone = Symbol('gone');
type Tree = Record<string, unknown>;

/** One place of a document, found by a number, gets another value or is left out. */
function spoil(document: unknown, at: number, value: unknown): unknown {
  const places: [Tree, string][] = [];
  const copy: unknown = structuredClone(document);
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const name of Object.keys(node)) {
      places.push([node as Tree, name]);
      walk((node as Tree)[name]);
    }
  };
  walk(copy);
  const [parent, name] = places[at % Math.max(1, places.length)] ?? [];
  if (parent === undefined || name === undefined) return copy;
  if (value === gone) delete parent[name];
  else parent[name] = value;
  return copy;
}

/** Documents like these, with up to three of their places spoiled. */
export const spoiled = (documents: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc
    .tuple(
      fc.constantFrom(...documents),
      fc.array(fc.tuple(fc.nat(60), fc.oneof(fc.constantFrom(...nasty, gone), fc.jsonValue())), {
        maxLength: 3,
      }),
    )
    .map(([document, faults]) => faults.reduce((left, [at, value]) => spoil(left, at, value), document));

const deep = (levels: number): string =>
  `{"update_id":5,"message":${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}}`;

/** A body: most are documents that are nearly right. */
export const bodies = (documents: readonly unknown[]): fc.Arbitrary<Buffer> =>
  fc.oneof(
    {
      weight: 12,
      arbitrary: spoiled(documents).map((document) => Buffer.from(JSON.stringify(document) ?? '')),
    },
    { weight: 4, arbitrary: fc.constantFrom(...rawJson).map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom(100, 5_000, 100_000).map((levels) => Buffer.from(deep(levels))) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(1_048_576, 1_048_577, 1_500_000).map((size) => Buffer.alloc(size, 'x')),
    },
  );

export const paths = (known: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(known) },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom(
          '/',
          '//',
          '/..',
          '/%2e%2e%2f%2e%2e',
          '/%',
          '/%E0%A4%A',
          '/%00',
          '?',
          '?a=%',
          '?__proto__[x]=1',
          '#x',
          `?${'a=1&'.repeat(500)}`,
          `/${'a'.repeat(6_000)}`,
          '/%F0%9F%92%A9',
          ';x=1',
          '\\..\\x',
          '/.env',
        )
        .map((tail) => known + tail),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '*',
        '//evil.example/x',
        'http://[/webhook/yookassa',
        `http://x${known}`,
        '/%c0%ae',
      ),
    },
  );

export const headers: fc.Arbitrary<[string, string][]> = fc
  .array(
    fc.constantFrom<[string, string]>(
      ['content-type', 'application/json'],
      ['content-type', 'application/x-www-form-urlencoded'],
      ['content-type', 'text/html; charset=utf-7'],
      ['content-type', 'application/json; charset=\u00ff'],
      ['content-encoding', 'gzip'],
      ['content-encoding', 'br, gzip'],
      ['x-forwarded-for', '1.2.3.4, ::1, x'],
      ['x-forwarded-for', 'a'.repeat(3_000)],
      ['x-forwarded-proto', 'https, http'],
      ['x-forwarded-host', 'evil.example'],
      ['cookie', 'board=' + 'A'.repeat(43)],
      ['cookie', '__proto__=1; board=%E0%A4; ;;='],
      ['origin', 'null'],
      ['origin', 'http://['],
      ['sec-fetch-site', 'same-origin'],
      ['x-board-user', 'admin'],
      ['expect', '100-continue'],
      ['range', 'bytes=0-1,2-3'],
      ['if-none-match', '*'],
      ['accept', '\u00ff'],
      ['x-flood', 'x'.repeat(20_000)],
      ['x-http-method-override', 'DELETE'],
    ),
    { maxLength: 4 },
  )
  .chain((some) =>
    fc.oneof(
      { weight: 20, arbitrary: fc.constant(some) },
      {
        weight: 1,
        arbitrary: fc.constant(Array.from({ length: 300 }, (_, i): [string, string] => [`x-${i}`, 'y'])),
      },
    ),
  );
