/** Roles in divisions: given one by one, taken back, and never more than the giver holds. */
import fc from 'fast-check';
import {
  grantsOf,
  notHeldBy,
  rolesInDivisions,
  withoutRoles,
  withRoles,
} from '../../../services/access/granted-roles.ts';
import { permissions } from '../../../services/access/permissions.ts';
import { divisionsWith, isIn, type Grant, type Principal } from '../../../services/access/principal.ts';

const pattern = fc.oneof(
  fc.constantFrom(...permissions),
  fc.constantFrom('*', 'outbound:*', 'outbound:contactList:*', 'authorization:*', 'directory:user:*'),
);
const divisions = ['north', 'south', 'home'];
const grant: fc.Arbitrary<Grant> = fc.record({
  permissions: fc.array(pattern, { maxLength: 4 }),
  divisionIds: fc.subarray([...divisions, '*'], { minLength: 1 }),
});
const someone = (grants: readonly Grant[]): Principal => ({ kind: 'user', id: 'u', name: 'U', grants });

test('whoever lacks nothing of what he gives could do all of it himself, in every division', () => {
  fc.assert(
    fc.property(fc.array(grant, { maxLength: 4 }), fc.array(grant, { maxLength: 3 }), (held, given) => {
      fc.pre(notHeldBy({ grants: held }, given).length === 0);
      for (const permission of permissions) {
        const receives = divisionsWith(someone(given), permission);
        const holds = divisionsWith(someone(held), permission);
        if (receives === 'all') expect(holds).toBe('all');
        for (const division of divisions)
          if (isIn(receives, division)) expect(isIn(holds, division)).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('what one holds one may give', () => {
  fc.assert(
    fc.property(fc.array(grant, { maxLength: 4 }), (held) => {
      expect(notHeldBy({ grants: held }, held)).toEqual([]);
    }),
  );
});

test('every permission of a domain by itself is not the domain with what comes later', () => {
  const all = permissions.filter((name) => name.startsWith('outbound:'));
  const held = [{ permissions: all, divisionIds: ['*'] }];
  expect(notHeldBy({ grants: held }, [{ permissions: ['outbound:*'], divisionIds: ['north'] }])).toEqual([
    { permission: 'outbound:*', divisionId: 'north' },
  ]);
});

const held = fc.array(
  fc.record({ roleId: fc.constantFrom('a', 'b', 'c'), divisionId: fc.constantFrom(...divisions, '*') }),
);

test('roles that are granted are held once each, and what is revoked is gone, and nothing else', () => {
  fc.assert(
    fc.property(held, held, (before, change) => {
      const key = ({ roleId, divisionId }: { roleId: string; divisionId: string }) =>
        `${roleId} ${divisionId}`;
      const keys = (grants: ReturnType<typeof grantsOf>) => rolesInDivisions(grants).map(key).sort();
      const present = grantsOf(before);
      const both = [...new Set([...before, ...change].map(key))].sort();
      expect(keys(withRoles(present, change))).toEqual(both);
      const gone = new Set(change.map(key));
      expect(keys(withoutRoles(present, change))).toEqual(
        [...new Set(before.map(key))].filter((one) => !gone.has(one)).sort(),
      );
    }),
  );
});
