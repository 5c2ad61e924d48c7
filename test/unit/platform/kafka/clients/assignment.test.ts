import fc from 'fast-check';
import {
  assignmentOf,
  partitionsIn,
  shareOut,
} from '../../../../../services/platform/kafka/clients/platformatic/assignment.ts';

test('every partition goes to one member, and no member has two more than another', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 20 }),
      fc.nat({ max: 60 }),
      (members, partitions) => {
        const shares = shareOut(members, partitions);
        expect([...shares.keys()].sort()).toEqual([...members].sort());
        const all = [...shares.values()].flat().sort((one, other) => one - other);
        expect(all).toEqual(Array.from({ length: partitions }, (_, partition) => partition));
        const sizes = [...shares.values()].map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(shareOut([...members].reverse(), partitions)).toEqual(shares);
      },
    ),
  );
});

test('an assignment is read as it was written; nothing is assigned of another topic, or by no bytes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 1_000 })), (partitions) => {
      expect(partitionsIn(assignmentOf('t', partitions), 't')).toEqual(partitions);
      expect(partitionsIn(assignmentOf('t', partitions), 'other')).toEqual([]);
    }),
  );
  expect(partitionsIn(Buffer.alloc(0), 't')).toEqual([]);
});
