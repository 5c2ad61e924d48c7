/** Who somebody is by what an identity provider claims. */
import type { IdentityProvider } from '../../../config/identity-provider.ts';
import type { ExternalPerson } from '../../access/external-people.ts';
import type { Claims } from './provider-client.ts';

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const MAX_EMAIL = 254;

/** @returns no person without an e-mail address; `groups` as the claim has them, one or several */
export function personOf(
  claims: Claims,
  { groupsClaim, trustsEmail }: Pick<IdentityProvider, 'groupsClaim' | 'trustsEmail'>,
): { person: ExternalPerson | null; groups: ReadonlySet<string> } {
  const groups = new Set([claims[groupsClaim]].flat().filter((group) => typeof group === 'string'));
  const email = [claims['email'], claims['preferred_username']].find(
    (text): text is string => typeof text === 'string' && text.length <= MAX_EMAIL && EMAIL.test(text),
  );
  if (email === undefined) return { person: null, groups };
  const { iss: issuer, sub: subject, name } = claims;
  // said of `email` alone, and never when the provider denies it
  const isEmailVerified =
    email === claims['email'] &&
    (trustsEmail ? claims['email_verified'] !== false : claims['email_verified'] === true);
  return {
    person: { issuer, subject, email, isEmailVerified, name: typeof name === 'string' ? name : '' },
    groups,
  };
}
