/** `wac clients|users|roles`: who they let in, the HTTP API lets in, and whom they keep out it keeps out. */
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { openTestApi, type TestApi } from '../../support/test-api.ts';
import { runWac } from '../../support/run-wac.ts';
import { until } from '../../support/test-system.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  await api.system.start('campaigns', startCampaigns);
});
afterAll(() => api.close());

const wac = (...args: string[]) => runWac(api.system.settings, args);
const jsonOf = ({ out }: { out: string }) => JSON.parse(out) as Record<string, string>;
const tokenOf = async (id = '', secret = ''): Promise<string | undefined> =>
  (
    await api.call('POST', '/oauth/token', {
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret }),
    })
  ).json.access_token as string | undefined;
const statusWith = async (token: string): Promise<number> =>
  (await api.call('GET', '/api/v2/outbound/messagingcampaigns', { token })).status;

test('a client gets in with the secret that was shown once, until it is renewed or the client disabled', async () => {
  const made = jsonOf(await wac('clients', 'create', 'Reports', '--role', 'viewer', '--json'));
  const token = (await tokenOf(made['id'], made['secret'])) ?? '';
  expect(await statusWith(token)).toBe(200);
  expect((await wac('clients', 'list')).out).toContain('Reports');
  expect((await wac('clients', 'list', '--json')).out).not.toContain(made['secret'] ?? '-');

  const renewed = jsonOf(await wac('clients', 'renew-secret', 'Reports', '--json'));
  expect(await tokenOf(made['id'], made['secret'])).toBeUndefined();
  expect(await tokenOf(made['id'], renewed['secret'])).toBeDefined();

  expect(await wac('clients', 'disable', 'Reports')).toMatchObject({ code: 0 });
  await until('its tokens are refused', async () => (await statusWith(token)) === 401);
});

test('a role gives what it names, in its divisions, and is not deleted while somebody holds it', async () => {
  expect(
    await wac('roles', 'create', 'Looker', '--permission', 'outbound:whatsAppCampaign:view'),
  ).toMatchObject({ code: 0 });
  const made = jsonOf(await wac('clients', 'create', 'Look', '--role', 'Looker', '--json'));
  const token = (await tokenOf(made['id'], made['secret'])) ?? '';
  expect(await statusWith(token)).toBe(200);
  expect((await api.call('GET', '/api/v2/outbound/contactlists', { token })).status).toBe(403);
  const refused = await wac('roles', 'delete', 'Looker', '--yes');
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.err).toContain('held by a user or a client');
});

test('a user signs in with the password that was made, and after a reset with the new one alone', async () => {
  const email = 'pat@example.com';
  const made = jsonOf(await wac('users', 'create', email, '--name', 'Pat', '--role', 'supervisor', '--json'));
  const signIn = async (password = ''): Promise<number> =>
    (await api.call('POST', '/api/v2/session', { body: { email, password } })).status;
  expect(await signIn(made['password'])).toBe(200);
  const reset = jsonOf(await wac('users', 'reset-password', email, '--json'));
  expect(await signIn(made['password'])).toBe(401);
  expect(await signIn(reset['password'])).toBe(200);
  expect(await wac('users', 'disable', email)).toMatchObject({ code: 0 });
  expect(await signIn(reset['password'])).toBe(401);
});

test.each([
  [['clients', 'create', 'X', '--role', 'viewr'], 3, 'Did you mean viewer?'],
  [['clients', 'create', ' ', '--role', 'viewer'], 3, 'A name must be provided.'],
  [['clients', 'disable', 'nobody'], 3, 'There is no client'],
  [['roles', 'create', 'Odd', '--permission', 'outbound:contactlist:view'], 3, 'Did you mean'],
  [['users', 'create', 'not-an-address', '--name', 'N', '--role', 'viewer'], 3, 'is not an e-mail address'],
  [['users', 'reset-password', 'nobody@example.com'], 3, 'There is no user'],
])('%j is refused with a reason', async (args, code, reason) => {
  const answer = await wac(...args);
  expect(answer).toMatchObject({ code, out: '' });
  expect(answer.err).toContain(reason);
});

test('a division is made, roles are held in it by name, and it goes while it is empty', async () => {
  const made = jsonOf(await wac('divisions', 'create', 'North', '--description', 'up', '--json'));
  expect(await wac('divisions', 'create', 'North')).toMatchObject({ code: 3 });
  const client = jsonOf(
    await wac('clients', 'create', 'N', '--role', 'viewer', '--division', 'North', '--json'),
  );
  const token = (await tokenOf(client['id'], client['secret'])) ?? '';
  const { json } = await api.call('GET', '/api/v2/authorization/divisions', { token });
  expect(json).toMatchObject({ total: 1, entities: [{ id: made['id'], name: 'North' }] });
  const unknown = await wac('clients', 'create', 'M', '--role', 'viewer', '--division', 'South');
  expect(unknown).toMatchObject({ code: 3 });
  expect(unknown.err).toContain('South');
  expect(await wac('divisions', 'update', 'North', '--name', 'Far North')).toMatchObject({ code: 0 });
  expect(jsonOf(await wac('divisions', 'show', 'Far North', '--json'))).toMatchObject({
    ...{ id: made['id'], description: 'up', campaigns: 0, contactLists: 0 },
  });
  expect((await wac('divisions', 'list')).out).toContain('Far North');
  expect(await wac('divisions', 'delete', 'Home', '--yes')).toMatchObject({ code: 3 });
  expect(await wac('divisions', 'delete', 'Far North', '--yes')).toMatchObject({ code: 0 });
  expect(await wac('divisions', 'show', 'North')).toMatchObject({ code: 3 });
});
