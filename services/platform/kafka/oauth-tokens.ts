/** Access tokens for Kafka by OAuth 2 client credentials (openid-client), fetched again before they end. */
import * as oauth from 'openid-client';
import type { KafkaLogin } from '../../../config/connections.ts';
import { Refusal } from '../process/refusal.ts';

type TokenLogin = Extract<KafkaLogin, { mechanism: 'oauthbearer' }>;
type Token = { readonly value: string; readonly freshUntil: number };

const TIMEOUT_SECONDS = 10;
/** A token without an end is taken for one of five minutes. */
const USUAL_SECONDS = 300;
/** A token is used for new connections during this share of its life. */
const FRESH_SHARE = 0.8;
/**
 * kafkajs renews a connection's login when so much of the token's life is left. A token that is used again by
 * then would have to be renewed at once, which the broker refuses.
 */
export const RENEW_BEFORE_MS = 5_000;

/**
 * @returns what kafkajs calls for each connection and each renewal of one. @throws Refusal when the endpoint
 *   does not accept our client
 */
export function createTokens(
  login: TokenLogin,
  now: () => number = Date.now,
): () => Promise<{ value: string }> {
  const configuration = new oauth.Configuration(
    { issuer: new URL(login.tokenUrl).origin, token_endpoint: login.tokenUrl },
    login.clientId,
    undefined,
    oauth.ClientSecretBasic(login.clientSecret),
  );
  configuration.timeout = TIMEOUT_SECONDS;
  // config/connections.ts lets plain HTTP through on loopback alone
  if (login.tokenUrl.startsWith('http:')) oauth.allowInsecureRequests(configuration);
  let token: Promise<Token> | null = null;

  async function fetchToken(): Promise<Token> {
    const asked = now();
    const answer = await oauth
      .clientCredentialsGrant(configuration, login.scope === '' ? {} : { scope: login.scope })
      .catch((cause: unknown) => {
        throw failure(login, cause);
      });
    const lifeMs = (answer.expires_in ?? USUAL_SECONDS) * 1_000;
    const freshMs = Math.min(lifeMs * FRESH_SHARE, lifeMs - 2 * RENEW_BEFORE_MS);
    return { value: answer.access_token, freshUntil: asked + freshMs };
  }

  return async function accessToken() {
    let present = await token?.catch(() => null);
    if (!present || present.freshUntil <= now()) {
      token = fetchToken();
      present = await token;
    }
    return { value: present.value };
  };
}

/** What the endpoint answered, never the secret. */
function failure({ tokenUrl, clientId }: TokenLogin, cause: unknown): Error {
  const { error, status, message } = cause as { error?: unknown; status?: unknown; message?: unknown };
  const isRefused = typeof status === 'number' && status >= 400 && status < 500 && status !== 429;
  const text = `the token endpoint ${tokenUrl} gives ${clientId} no access token for Kafka: ${String(error ?? message)}`;
  return isRefused
    ? new Refusal(`${text}; look at KAFKA_OAUTH_CLIENT_ID and its secret`, { cause })
    : new Error(text, { cause });
}
