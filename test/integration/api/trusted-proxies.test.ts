/** Where a request comes from: what a header says counts only from proxies that are trusted. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { makeUser } from '../../../services/access/people.ts';
import { openTestApi, type TestApi } from '../../support/test-api.ts';

const SIGN_INS = 3;
const opened: TestApi[] = [];
afterAll(() => Promise.all(opened.map((api) => api.close())));

const open = async (proxies: string): Promise<TestApi> => {
  const api = await openTestApi({
    API_TRUSTED_PROXIES: proxies,
    API_SIGN_INS_PER_MINUTE: String(SIGN_INS),
  });
  opened.push(api);
  return api;
};
const signIn = async (api: TestApi, forwardedFor: string | null, email = 'nobody@example.com') => {
  const headers = forwardedFor === null ? {} : { 'x-forwarded-for': forwardedFor };
  const body = { email, password: 'wrong horse' };
  return (await api.call('POST', '/api/v2/session', { body, headers })).status;
};
const addressOf = async (api: TestApi, forwardedFor: string): Promise<string | null | undefined> => {
  const email = `p${randomUUID()}@example.com`;
  const { user } = await makeUser(api.database, { email, name: 'Pat', grants: [] }, new Date());
  expect(await signIn(api, forwardedFor, email)).toBe(401);
  const entry = { 'entity.id': user._id, action: 'SignIn' };
  return (await api.database.of(collections.audits).findOne(entry))?.from.address;
};

test.each([
  ['without trusted proxies', ''],
  ['from an address that is not one of them', '10.0.0.0/8, 192.168.1.1'],
])('%s a forged header changes neither the audit nor the limit', async (_, proxies) => {
  const api = await open(proxies);
  expect(await addressOf(api, '203.0.113.7')).toBe('127.0.0.1');
  for (let n = 1; n < SIGN_INS; n += 1) expect(await signIn(api, `203.0.113.${n}`)).toBe(401);
  expect(await signIn(api, '198.51.100.1')).toBe(429);
  expect(await signIn(api, null)).toBe(429);
});

test('from a trusted proxy the address that it has seen counts, not what the caller put before it', async () => {
  const api = await open('127.0.0.0/8, ::1, 10.1.0.0/16');
  expect(await addressOf(api, '6.6.6.6, 203.0.113.7')).toBe('203.0.113.7');
  expect(await addressOf(api, '6.6.6.6, 203.0.113.8, 10.1.2.3')).toBe('203.0.113.8');
  expect(await addressOf(api, '6.6.6.6, 2001:db8::1')).toBe('2001:db8::1');
  // each address has a limit of its own, and no made-up ones before it help
  for (let n = 1; n < SIGN_INS; n += 1) expect(await signIn(api, `1.1.1.${n}, 203.0.113.7`)).toBe(401);
  expect(await signIn(api, '9.9.9.9, 203.0.113.7')).toBe(429);
  expect(await signIn(api, '203.0.113.9')).toBe(401);
});

test.each([',,,', 'unknown', '"[::1', '127.0.0.1 '.repeat(200), '999.1.1.1, ;drop'])(
  'a header such as %j breaks nothing',
  async (header) => {
    const api = opened.at(-1) ?? (await open('127.0.0.1'));
    const { status } = await api.call('GET', '/api/v2/session', { headers: { 'x-forwarded-for': header } });
    expect(status).toBe(401);
  },
);
