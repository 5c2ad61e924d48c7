/** JSON that nobody means: hostile keys and values, and documents that have the right shape up to the places where they are spoilt. */
import fc from 'fast-check';

/** Names that mean something to every object, and thus to a careless look-up. */
export const inheritedNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
] as const;

/** Texts at the edges: empty, blank, very long, unpaired surrogates, NUL, numbers of all kinds, dates that are none. */
export const oddText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  fc.constantFrom<string>(...inheritedNames),
  fc.constantFrom('', ' ', '\0', '\ud800', '\u202e', '../../etc/passwd', '%00', '{{1}}', '=cmd()'),
  fc.constantFrom(
    'NaN',
    '-1',
    '-0',
    '1e400',
    '0x1F',
    '9007199254740993',
    '2026-02-30',
    '+999999-01-01T00:00Z',
  ),
  fc.constantFrom('x'.repeat(513), '9'.repeat(700), '漢'.repeat(5_000)),
);

/** Numbers that JSON can carry and an int or a calendar cannot. */
export const oddNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.5, 2_147_483_648, -2_147_483_649, 9_007_199_254_740_991, 1e308, 5e-324),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

/** Any JSON value, with keys such as `__proto__` in it. */
export const oddJson: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom(null, true, false),
    oddText,
    oddNumber,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(oddText, tie('value')), { maxLength: 4 })
      // as JSON.parse makes it: `__proto__` is a key like any other
      .map((pairs) => pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`))
      .map((members) => JSON.parse(`{${members.join()}}`) as unknown),
  ),
})).value;

/** A document with one or several of its values, at any depth, replaced by odd ones or left out. */
export function spoilt(document: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(
      document,
      fc.array(fc.tuple(fc.nat(), fc.option(oddJson, { nil: undefined })), { minLength: 1, maxLength: 3 }),
    )
    .map(([whole, changes]) =>
      changes.reduce((found, [place, value]) => replaced(found, place, value), whole),
    );
}

/** @param place counts values in the order of JSON, round and round */
function replaced(document: unknown, place: number, value: unknown): unknown {
  const places: Array<(copy: unknown) => void> = [];
  const copy = structuredClone(document);
  const walk = (at: unknown): void => {
    if (typeof at !== 'object' || at === null) return;
    for (const key of Object.keys(at)) {
      const within = at as Record<string, unknown>;
      places.push(() => {
        if (value === undefined) delete within[key];
        else within[key] = value;
      });
      walk(within[key]);
    }
  };
  walk(copy);
  places[place % Math.max(1, places.length)]?.(copy);
  return JSON.parse(JSON.stringify(copy)); // a place left out of an array is null
}
