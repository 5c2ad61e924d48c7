/** Permissions of a role as they are ticked. */
import fc from 'fast-check';
import {
  EVERYTHING,
  isHeldByWider,
  patternOf,
  patternsOf,
  policiesOf,
  ticked,
  widerThan,
} from '../../../../services/console/src/admin/permission-values.ts';

const pattern = fc.oneof(
  fc.constant(EVERYTHING),
  fc.constantFrom('outbound', 'directory').map((domain) => patternOf(domain)),
  fc
    .tuple(
      fc.constantFrom('outbound', 'directory'),
      fc.constantFrom('dnc', 'user'),
      fc.constantFrom('*', 'view'),
    )
    .map((parts) => patternOf(...parts)),
);

test('what is read from a role and sent back is the same', () => {
  fc.assert(
    fc.property(fc.uniqueArray(pattern), (patterns) => {
      expect(patternsOf(policiesOf(patterns)).sort()).toEqual([...patterns].sort());
    }),
  );
});

test('a wider one takes the place of what it holds, and nothing else goes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(pattern), pattern, (held, one) => {
      const after = ticked(held, one, true);
      expect(after).toContain(one);
      for (const before of held)
        expect(after.includes(before) || before === one || isHeldByWider([one], before)).toBe(true);
      for (const kept of after) expect(widerThan(kept).includes(one)).toBe(false);
      expect(ticked(after, one, false)).toEqual(after.filter((other) => other !== one));
    }),
  );
});

test('everything is wider than a domain, that than an entity, that than an action', () => {
  expect(widerThan('outbound:dnc:view')).toEqual(['*:*:*', 'outbound:*:*', 'outbound:dnc:*']);
  expect(widerThan('outbound:*:*')).toEqual(['*:*:*']);
  expect(widerThan(EVERYTHING)).toEqual([]);
});
