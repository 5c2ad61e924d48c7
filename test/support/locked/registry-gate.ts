/**
 * TLS and a login in front of the registry: Apicurio 2 takes HTTP Basic only with a Keycloak behind it, so a
 * reverse proxy does what one in production would do.
 */
import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificates.ts';

export type RegistryGate = { readonly url: string; close(): void };

/** @param users name → password */
export async function startRegistryGate(
  registryUrl: string,
  { cert, key }: Certificate,
  users: Readonly<Record<string, string>>,
): Promise<RegistryGate> {
  const { hostname, port, pathname } = new URL(registryUrl);
  const server = createServer({ cert, key }, (incoming, answer) => {
    const [name = '', password] = Buffer.from(
      (incoming.headers.authorization ?? '').replace(/^Basic /, ''),
      'base64',
    )
      .toString()
      .split(':');
    if (users[name] === undefined || users[name] !== password) {
      incoming.resume();
      answer.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"no"}');
      return;
    }
    const { method, url: path, headers } = incoming;
    incoming.pipe(
      request({ hostname, port, method, path, headers }, (inner) => {
        answer.writeHead(inner.statusCode ?? 502, inner.headers);
        inner.pipe(answer);
      }).on('error', () => answer.writeHead(502).end()),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
