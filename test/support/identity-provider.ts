/**
 * An OpenID Connect provider on loopback (oidc-provider, certified), and a browser that follows its redirects. Whoever sits at the browser is
 * signed in without being asked, unless `asks`; `tamper` makes the provider lie.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, decodeJwt, type CryptoKey } from 'jose';
import { freePorts } from '../../deploy/local/free-port.ts';

export const PROVIDER_CLIENT = 'campaigns';
export const PROVIDER_SECRET = 'a-secret-of-the-client-0123456789abcdef';

export type Person = { sub: string; [claim: string]: unknown };
export type TestIdentityProvider = {
  readonly issuer: string;
  /** Who signs in next. */
  person: Person;
  /** Shows a page with a button first: whoever presses it comes back from another site. */
  asks: boolean;
  /** Changes what the next ID tokens claim; they are signed as always, or by another key. */
  tamper: ((claims: Record<string, unknown>) => Record<string, unknown>) | null;
  signsWithOtherKey: boolean;
  close(): Promise<void>;
};

/** @param redirectUris those of the client */
export async function openIdentityProvider(
  redirectUris: string[],
  signedOut: string,
): Promise<TestIdentityProvider> {
  const [port = 0] = await freePorts(1);
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const { privateKey: otherKey } = await generateKeyPair('RS256', { extractable: true });
  const { default: Provider } = await import('oidc-provider');
  const state: TestIdentityProvider = {
    issuer,
    person: { sub: 'nobody' },
    asks: false,
    tamper: null,
    signsWithOtherKey: false,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const people = new Map<string, Person>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: PROVIDER_CLIENT,
        client_secret: PROVIDER_SECRET,
        redirect_uris: redirectUris,
        post_logout_redirect_uris: [signedOut],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), kid: 'key', alg: 'RS256', use: 'sig' }] },
    claims: {
      openid: ['sub'],
      email: ['email', 'email_verified'],
      profile: ['name', 'groups', 'preferred_username'],
    },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    cookies: { keys: ['only for tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: async () => people.get(sub) ?? { sub } }),
    loadExistingGrant: async (ctx) => {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? '',
        accountId: ctx.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const handle = provider.callback();
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/interaction/')) {
      const { person } = state;
      if (state.asks && request.method === 'GET') {
        response.setHeader('content-type', 'text/html');
        response.end('<title>Provider</title><form method="post"><button>It is me</button></form>');
        return;
      }
      people.set(person.sub, person);
      void provider.interactionFinished(request, response, { login: { accountId: person.sub } });
      return;
    }
    if (request.url === '/token')
      lie(request, response, state, state.signsWithOtherKey ? otherKey : privateKey);
    void handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return state;
}

/** Exchanges the ID token in the answer for one that claims something else. */
function lie(
  _request: IncomingMessage,
  response: ServerResponse,
  { tamper, signsWithOtherKey }: TestIdentityProvider,
  key: CryptoKey,
): void {
  if (!tamper && !signsWithOtherKey) return;
  const end = response.end.bind(response);
  response.end = ((chunk?: string | Buffer) => {
    const answer = JSON.parse(String(chunk)) as { id_token?: string };
    if (answer.id_token === undefined) return end(chunk);
    const claims = decodeJwt(answer.id_token);
    void new SignJWT(tamper ? tamper(claims) : claims)
      .setProtectedHeader({ alg: 'RS256', kid: 'key' })
      .sign(key)
      .then((token) => {
        const text = JSON.stringify({ ...answer, id_token: token });
        response.setHeader('content-length', Buffer.byteLength(text));
        end(text);
      });
    return response;
  }) as typeof response.end;
}

/** A browser without pages: cookies of each address, and redirects one at a time. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  /** @returns the answer, and where it redirects to */
  async get(url: string): Promise<{ status: number; to: string | null; text: string }> {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(set)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = answer.headers.get('location');
    return {
      status: answer.status,
      to: location === null ? null : new URL(location, url).href,
      text: await answer.text(),
    };
  }
  /** Follows redirects until one leads to an address that `isThere` accepts, which is not opened. @throws Error when none does */
  async followUntil(url: string, isThere: (to: string) => boolean): Promise<string> {
    let at = url;
    for (let hops = 0; hops < 12; hops += 1) {
      const { to, status, text } = await this.get(at);
      if (to === null) throw new Error(`${at} answers ${status}: ${text.slice(0, 300)}`);
      if (isThere(to)) return to;
      at = to;
    }
    throw new Error(`${url} redirects too often`);
  }
  /** As a thief does who read them. */
  copyCookies({ all }: Browser): void {
    for (const [origin, jar] of all) this.#cookies.set(origin, new Map(jar));
  }
  get all(): ReadonlyMap<string, ReadonlyMap<string, string>> {
    return this.#cookies;
  }
  cookieHeader(url: string): string {
    const jar = this.#cookies.get(new URL(url).origin) ?? new Map<string, string>();
    return [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
