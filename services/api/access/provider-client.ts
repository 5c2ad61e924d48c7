/**
 * OpenID Connect with an outside identity provider, by openid-client: authorization code with PKCE, state and
 * nonce.
 */
import * as oidc from 'openid-client';
import type { IdentityProvider } from '../../../config/identity-provider.ts';

// ID tokens must be signed by the provider, for us, and belong to the sign-in that this browser began.

const TIMEOUT_SECONDS = 10;

/** What a sign-in that has begun must come back with. */
export type SignInChecks = { state: string; nonce: string; codeVerifier: string };
export type Claims = Readonly<Record<string, unknown>> & { readonly iss: string; readonly sub: string };

export type ProviderClient = {
  /** Where the browser goes. */
  begin(): Promise<{ url: URL; checks: SignInChecks }>;
  /** @param query of the address that the browser came back to. @throws whatever openid-client finds wrong */
  finish(query: string, checks: SignInChecks): Promise<Claims>;
  /** Where a browser ends the session at the provider too; null when the provider has no such place. */
  signOutUrl(): Promise<string | null>;
};

/** @param publicUrl of the API, without a slash at its end */
export function createProviderClient(provider: IdentityProvider, publicUrl: string): ProviderClient {
  const redirectUri = `${publicUrl}/oauth/callback`;
  let found: Promise<oidc.Configuration> | undefined;
  // looked up when it is first needed, and again after a failure: the API starts without its provider
  const configuration = (): Promise<oidc.Configuration> =>
    (found ??= discover(provider).catch((error: unknown) => {
      found = undefined;
      throw error;
    }));
  return {
    async begin() {
      const config = await configuration();
      const checks: SignInChecks = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        codeVerifier: oidc.randomPKCECodeVerifier(),
      };
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: provider.scope,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(checks.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url, checks };
    },
    async finish(query, { state, nonce, codeVerifier }) {
      const config = await configuration();
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${redirectUri}?${query}`), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new Error('the provider sent no ID token');
      // many providers tell e-mail address and groups only there
      if (config.serverMetadata().userinfo_endpoint === undefined) return claims;
      return { ...(await oidc.fetchUserInfo(config, tokens.access_token, claims.sub)), ...claims };
    },
    async signOutUrl() {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return null;
      return oidc.buildEndSessionUrl(config, { post_logout_redirect_uri: `${publicUrl}/` }).href;
    },
  };
}

async function discover(provider: IdentityProvider): Promise<oidc.Configuration> {
  const { issuer, clientId, clientSecret } = provider;
  const authentication =
    clientSecret === ''
      ? oidc.None()
      : provider.clientAuthentication === 'post'
        ? oidc.ClientSecretPost(clientSecret)
        : oidc.ClientSecretBasic(clientSecret);
  return oidc.discovery(new URL(issuer), clientId, undefined, authentication, {
    timeout: TIMEOUT_SECONDS,
    execute: [
      oidc.enableNonRepudiationChecks,
      // config/identity-provider.ts lets plain HTTP through on loopback alone
      ...(issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []),
    ],
  });
}
