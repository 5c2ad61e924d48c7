/** An OAuth 2 token endpoint on loopback: client credentials in, a signed JWT out; its public keys beside it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export type TokenServer = {
  readonly tokenUrl: string;
  readonly jwksUrl: string;
  readonly audience: string;
  /** Tokens that it gave, so far. */
  given(): number;
  close(): void;
};

const AUDIENCE = 'kafka';

/** @param clients id → secret @param seconds of each token's life */
export async function startTokenServer(
  clients: Readonly<Record<string, string>>,
  seconds: number,
): Promise<TokenServer> {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'RS256' }] });
  let given = 0;
  const clientOf = (authorization = ''): string | null => {
    const [id = '', secret] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
      .toString()
      .split(':')
      .map(decodeURIComponent);
    return clients[id] !== undefined && clients[id] === secret ? id : null;
  };
  const server = createServer((request, response) => {
    request.resume();
    const answer = (status: number, body: string): void =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    if (request.url === '/jwks') return answer(200, jwks);
    const client = clientOf(request.headers.authorization);
    if (client === null) return answer(401, JSON.stringify({ error: 'invalid_client' }));
    given += 1;
    void new SignJWT({})
      .setProtectedHeader({ alg: 'RS256', kid: 'test' })
      .setSubject(client)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${seconds}s`)
      .sign(privateKey)
      .then((token) =>
        answer(200, JSON.stringify({ access_token: token, token_type: 'Bearer', expires_in: seconds })),
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    tokenUrl: `${url}/token`,
    jwksUrl: `${url}/jwks`,
    audience: AUDIENCE,
    given: () => given,
    close: () => void server.close(),
  };
}
