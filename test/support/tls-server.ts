/** A TLS server on loopback with a certificate of its own, which nobody trusts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';

export type TlsServer = {
  readonly address: string;
  /** How many connections have come and gone. */
  connections(): number;
  /** It shows another certificate from now on. */
  renew(days: number): void;
  stop(): void;
};

/** @param days for which its certificate is valid */
export async function startTlsServer(days: number): Promise<TlsServer> {
  let connections = 0;
  // who only looks at the certificate may be gone before the handshake has ended here
  const server = createServer(newCertificate(days)).on('connection', (socket: Socket) =>
    socket.once('close', () => (connections += 1)),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    connections: () => connections,
    renew: (forDays) => server.setSecureContext(newCertificate(forDays)),
    stop: () => void server.close(),
  };
}

function newCertificate(days: number): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-subj', '/CN=localhost'];
  execFileSync('openssl', [...request, '-days', String(days), '-keyout', key, '-out', cert], {
    stdio: 'ignore',
  });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}
