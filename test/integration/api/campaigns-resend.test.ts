/** Who did not get it, and a run for just those, over HTTP with the campaigns process behind. */
import { openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { endedCampaign } from '../../support/ended-run.ts';
import { apiAddress, serveTestApi, type TestApi } from '../../support/test-api.ts';

const PATH = '/api/v2/outbound/messagingcampaigns';

let campaigns: CampaignsSystem;
let api: TestApi;
let token: string;

beforeAll(async () => {
  const { url, environment } = await apiAddress();
  campaigns = await openCampaignsSystem(environment);
  api = await serveTestApi(campaigns.system, url);
  token = await api.tokenWith(['outbound:messagingCampaign:*']);
});
afterAll(() => campaigns.system.close());

const ended = (): Promise<string> => endedCampaign(campaigns);
const get = (id: string, query = '') => api.call('GET', `${PATH}/${id}/resend${query}`, { token });
const post = (id: string, body: unknown) => api.call('POST', `${PATH}/${id}/resend`, { token, body });

test('tells how many of which kind, and begins a run for those that are named', async () => {
  const id = await ended();
  expect(await get(id)).toMatchObject({
    status: 200,
    json: {
      ...{ runNumber: 1, contacts: 5, reached: 1, skipped: 0, failed: 2, unknown: 1, neverReached: 1 },
      failedByCode: { 131026: 1, 131049: 1 },
    },
  });
  const resend = { ofRun: 1, kinds: ['FAILED', 'UNKNOWN'], codes: [131026] };
  const body = { kinds: resend.kinds, codes: [131026], mayGetItTwice: true };
  expect(await post(id, body)).toMatchObject({ status: 200, json: { runNumber: 2, resend } });
  const progress = await api.call('GET', `${PATH}/${id}/progress`, { token });
  expect(progress.json).toMatchObject({ runNumber: 2, resend });
  expect(await post(id, body)).toMatchObject({ status: 400 });
});

test('refuses what it cannot read, and what may message somebody twice without being told so', async () => {
  const id = await ended();
  const malformed: unknown[] = [
    ...[
      {},
      null,
      [],
      'FAILED',
      { kinds: [] },
      { kinds: 'FAILED' },
      { kinds: ['SKIPPED'] },
      { kinds: [null] },
    ],
    ...[
      { kinds: ['FAILED'], codes: ['131026'] },
      { kinds: ['FAILED'], codes: [-1] },
    ],
    ...[{ kinds: ['FAILED'], codes: Array.from({ length: 101 }, (_, code) => code) }],
    ...[
      { kinds: ['FAILED'], runNumber: 0 },
      { kinds: ['FAILED'], runNumber: 2_147_483_648 },
    ],
    ...[
      { kinds: ['UNKNOWN'], mayGetItTwice: 'yes' },
      { kinds: ['UNKNOWN'] },
      { kinds: ['FAILED'], all: true },
    ],
    ...[
      { kinds: ['FAILED'], runNumber: 7 },
      { kinds: ['NEVER_REACHED'], codes: [131026] },
    ],
  ];
  for (const body of malformed) expect([body, (await post(id, body)).status]).toEqual([body, 400]);
  for (const run of ['0', '-1', '1.5', 'x', '99999999999999'])
    expect([run, (await get(id, `?runNumber=${run}`)).status]).toEqual([run, 400]);
  expect((await get(id, '?runNumber=7')).status).toBeGreaterThanOrEqual(400);
  expect(await campaigns.campaign(id)).toMatchObject({ status: 'complete', runNumber: 1 });
});

test('needs the right to start the campaign; to count, the right to see it', async () => {
  const id = await ended();
  const viewer = await api.tokenWith(['outbound:messagingCampaign:view']);
  const as = (method: string, body?: unknown) =>
    api.call(method, `${PATH}/${id}/resend`, { token: viewer, ...(body === undefined ? {} : { body }) });
  expect((await as('GET')).status).toBe(200);
  expect((await as('POST', { kinds: ['FAILED'] })).status).toBe(403);
});
