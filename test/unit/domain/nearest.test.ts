import { nearestTo } from '../../../services/domain/nearest.ts';

test.each([
  ['pasword', ['email', 'password'], 'password'],
  [
    'outbound:contactlist:view',
    ['outbound:contact:view', 'outbound:contactList:view'],
    'outbound:contactList:view',
  ],
  ['viewr', ['admin', 'supervisor', 'viewer'], 'viewer'],
  ['something else', ['email', 'password'], null],
  ['x', [], null],
])('%j among %j means %j', (name, known, meant) => expect(nearestTo(name, known)).toBe(meant));
