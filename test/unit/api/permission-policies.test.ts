/** Patterns of a role and the policies that travel say the same. */
import fc from 'fast-check';
import { isPermissionPattern, matchesPermission, permissions } from '../../../services/access/permissions.ts';
import { builtInRoles } from '../../../services/access/roles.ts';
import { toPatterns, toPolicies } from '../../../services/api/accounts/permission-policies.ts';

const pattern = fc.oneof(
  fc.constantFrom(...permissions),
  fc.constantFrom('*', 'outbound:*', 'outbound:contactList:*', 'directory:user:*'),
);

test('a role that is read and sent back stays what it was', () => {
  fc.assert(
    fc.property(fc.uniqueArray(pattern, { maxLength: 20 }), (patterns) => {
      expect(toPatterns(toPolicies(patterns)).sort()).toEqual([...patterns].sort());
    }),
  );
  for (const { permissions: patterns } of builtInRoles)
    expect(toPatterns(toPolicies(patterns))).toEqual(patterns);
});

test('a policy without actions or entity stands for all of them', () => {
  expect(toPatterns([{ domain: 'outbound' }])).toEqual(['outbound:*']);
  expect(toPatterns([{ domain: 'outbound', entityName: 'dnc' }])).toEqual(['outbound:dnc:*']);
  expect(toPatterns([{ domain: '*', entityName: '*', actionSet: ['*'] }])).toEqual(['*']);
});

test('a policy for one action of every entity gives nothing', () => {
  const [odd = ''] = toPatterns([{ domain: 'outbound', entityName: '*', actionSet: ['view'] }]);
  expect(isPermissionPattern(odd)).toBe(false);
  expect(permissions.some((permission) => matchesPermission(odd, permission))).toBe(false);
});
