import { nextLookMs } from '../../../../services/campaigns/expiry/next-look.ts';
import { readCertificateExpiry } from '../../../../services/platform/process/read-certificate-expiry.ts';
import { readTokenExpiry } from '../../../../services/campaigns/expiry/read-token-expiry.ts';
import { startTlsServer, type TlsServer } from '../../../support/tls-server.ts';

test('when all was answered the next look is in an hour; when not, soon, and then ever later up to an hour', () => {
  expect([0, 1, 2, 3, 9, 2_000].map((misses) => nextLookMs(misses) / 1_000)).toEqual([
    3_600, 10, 20, 40, 2_560, 3_600,
  ]);
});

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
  let server: TlsServer;
  beforeAll(async () => {
    server = await startTlsServer(10);
  });
  afterAll(() => server.stop());

  it('says when its certificate ends, although nobody trusts it', async () => {
    const ends = await readCertificateExpiry(server.address);
    const days = ((ends as Date).getTime() - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(10);
  });

  it('that is not there is told in a sentence', async () => {
    expect(await readCertificateExpiry('127.0.0.1:1')).toMatch(/^127\.0\.0\.1:1 cannot be reached: /);
  });
});
