/** Sign-in by an outside identity provider as it is set: what its routes work with. */
import type { IdentityProvider } from '../../../config/identity-provider.ts';
import type { Settings } from '../../../config/settings.ts';
import { createProviderClient, type ProviderClient } from './provider-client.ts';
import { createSignInCookie, type SignInCookie } from './sign-in-cookie.ts';

export type SignInByProvider = {
  readonly provider: IdentityProvider;
  readonly client: ProviderClient;
  readonly cookie: SignInCookie;
};

/** @returns null when there are local accounts only */
export function signInByProvider(
  { identityProvider: provider, publicUrl, secret }: Settings['api'],
  now: () => number,
): SignInByProvider | null {
  if (!provider) return null;
  return {
    provider,
    client: createProviderClient(provider, publicUrl),
    cookie: createSignInCookie(secret, publicUrl.startsWith('https:'), now),
  };
}

/** Where one signs out of the provider; a provider that does not answer has no such place. */
export const signOutUrlOf = (byProvider: SignInByProvider | null) => async (): Promise<string | null> =>
  byProvider === null ? null : byProvider.client.signOutUrl().catch(() => null);
