import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { readCertificateExpiry } from '../../../../services/campaigns/expiry/read-certificate-expiry.ts';
import { readTokenExpiry } from '../../../../services/campaigns/expiry/read-token-expiry.ts';

test('a token ends with itself or with its access to data, whichever comes first', () => {
  expect(readTokenExpiry({ data: { expires_at: 200, data_access_expires_at: 100 } })).toBe(100);
  expect(readTokenExpiry({ data: { expires_at: 200, data_access_expires_at: 0 } })).toBe(200);
});

test('a token that never ends, and an answer about something else, say nothing', () => {
  for (const body of [
    { data: { expires_at: 0 } },
    { data: null },
    {},
    null,
    { data: { expires_at: 'soon' } },
  ])
    expect(readTokenExpiry(body)).toBeNull();
});

describe('a TLS server', () => {
  let server: Server;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    execFileSync(
      'openssl',
      [
        'req',
        '-x509',
        '-newkey',
        'rsa:2048',
        '-nodes',
        '-days',
        '10',
        '-subj',
        '/CN=localhost',
        '-keyout',
        key,
        '-out',
        cert,
      ],
      { stdio: 'ignore' },
    );
    server = createServer({ key: readFileSync(key), cert: readFileSync(cert) });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('says when its certificate ends, although nobody trusts it', async () => {
    const { port } = server.address() as AddressInfo;
    const ends = await readCertificateExpiry(`127.0.0.1:${port}`);
    const days = ((ends as Date).getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(10);
  });

  it('that is not there is told in a sentence', async () => {
    expect(await readCertificateExpiry('127.0.0.1:1')).toMatch(/^127\.0\.0\.1:1 cannot be reached: /);
  });
});
