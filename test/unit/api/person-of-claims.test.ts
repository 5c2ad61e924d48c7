/** Who somebody is by what an identity provider claims: an e-mail address counts as theirs only when the provider says so. */
import { personOf } from '../../../services/api/access/person-of-claims.ts';

const settings = { groupsClaim: 'groups', trustsEmail: false };
const claims = { iss: 'https://i', sub: 's' };
const verified = (more: object, trustsEmail = false): boolean | undefined =>
  personOf({ ...claims, ...more }, { ...settings, trustsEmail }).person?.isEmailVerified;

test.each([
  [{ email: 'a@b', email_verified: true }, false, true],
  [{ email: 'a@b', email_verified: false }, false, false],
  [{ email: 'a@b', email_verified: 'true' }, false, false],
  [{ email: 'a@b' }, false, false],
  [{ email: 'a@b' }, true, true],
  [{ email: 'a@b', email_verified: false }, true, false],
  [{ preferred_username: 'a@b', email_verified: true }, true, false],
  [{ email: 'none', preferred_username: 'a@b', email_verified: true }, true, false],
])('%j (trusted: %s) is verified: %s', (more, trusts, expected) => {
  expect(verified(more, trusts)).toBe(expected);
});

test('without an address there is nobody', () => {
  for (const email of [undefined, 'a b@c', 7, `${'a'.repeat(255)}@b`])
    expect(personOf({ ...claims, email }, settings).person).toBeNull();
});

test.each([
  ['one', new Set(['one'])],
  [['one', 'two', 3, null], new Set(['one', 'two'])],
  [undefined, new Set()],
  [{ one: true }, new Set()],
])('the groups of %j', (groups, expected) => {
  expect(personOf({ ...claims, groups }, settings).groups).toEqual(expected);
});
