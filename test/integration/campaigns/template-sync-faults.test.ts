/** A provider that answers anything: nothing of it disturbs commands, everything of it is shown, and what was known stays. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collections, type ProviderSyncDocument } from '../../../schemas/collections.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openCampaignsSystem, type CampaignsSystem } from '../../support/campaigns-system.ts';
import { until } from '../../support/test-system.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const ACCOUNT = '102290129340398';
const NUMBER = '106540352242922';
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response
      .writeHead(status, { 'content-type': 'application/json', ...headers })
      .end(JSON.stringify(body));
const text =
  (status: number, body: string): Answer =>
  (_, response) =>
    void response.writeHead(status).end(body);
const graphError = (status: number, code: number, message: string): Answer =>
  json(status, { error: { message, type: 'OAuthException', code } });
const good = [
  {
    id: '1',
    name: 'spring_offer',
    language: 'en_US',
    status: 'APPROVED',
    category: 'MARKETING',
    components: [{ type: 'BODY', text: 'Hi {{1}}' }],
  },
];

let server: Server;
let answer: Answer = json(200, { data: good });
const calls: string[] = [];
let campaigns: CampaignsSystem;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? '';
    if (!url.includes('/message_templates')) return json(200, { id: NUMBER })(request, response);
    calls.push(url);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  campaigns = await openCampaignsSystem({
    WHATSAPP_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    WHATSAPP_ACCESS_TOKENS: 'default=secret-token',
    WHATSAPP_SYNC_TIMEOUT_MS: '2000',
  });
});

afterAll(async () => {
  await campaigns.system.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const sync = async (): Promise<ProviderSyncDocument | null> =>
  (await campaigns.system.context.mongo())
    .of(collections.providerSyncs)
    .findOne({ _id: `templates:${ACCOUNT}` });

/** Asks for a refresh, again if a limit of ours says later, and waits for its end. */
async function refreshed(): Promise<ProviderSyncDocument> {
  const asked = new Date();
  await campaigns.command(campaigns.integrationId, { type: 'SyncTemplates' });
  return until('it was tried', async () => {
    const found = await sync();
    return found?.startedAt && found.endedAt && found.startedAt >= asked && found.endedAt >= found.startedAt
      ? found
      : null;
  });
}

it('begins in step', async () => {
  await until('it is in step', async () => (await sync())?.succeededAt);
  expect(await sync()).toMatchObject({ count: 1, error: null });
});

const stall: Answer = () => undefined;
const drip: Answer = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"data":[');
};
const cut: Answer = (request) => void request.socket.destroy();
const endless: Answer = json(200, {
  data: good,
  paging: { cursors: { after: 'same' }, next: 'http://127.0.0.1:1/' },
});

it.each<[string, Answer, string, RegExp]>([
  [
    'an expired token',
    graphError(401, 190, 'Error validating access token: Session has expired'),
    '190',
    /Session has expired/,
  ],
  [
    'a missing permission',
    graphError(403, 200, '(#200) You do not have the permission'),
    '200',
    /permission/,
  ],
  ['an unknown account', graphError(400, 100, 'Unsupported get request.'), '100', /Unsupported/],
  ['a web page', text(200, '<html>maintenance</html>'), 'NOT_JSON', /expected a JSON object/],
  ['a list', json(200, [1, 2]), 'NOT_JSON', /expected a JSON object/],
  ['an empty answer', text(200, ''), 'NOT_JSON', /found 0 bytes/],
  ['no data', json(200, { paging: {} }), 'NO_LISTING', /found nothing/],
  ['data of another kind', json(200, { data: { templates: good } }), 'NO_LISTING', /expected a list/],
  ['a listing without end', endless, 'NO_LISTING', /does not end/],
  ['no template at all', json(200, { data: [] }), 'EMPTY', /the 1 known ones are kept/],
  ['a server error', text(500, 'oops'), 'HTTP_500', /HTTP 500/],
  ['a gateway’s error', json(502, { message: 'bad gateway' }), 'HTTP_502', /HTTP 502/],
  ['a code that is no number', json(400, { error: { code: 'x' } }), 'HTTP_400', /HTTP 400/],
  ['no answer', stall, 'TIMEOUT', /within 2000 ms/],
  ['an answer that does not end', drip, 'TIMEOUT', /within 2000 ms/],
  ['a cut connection', cut, 'UNREACHABLE', /./],
])('%s is shown, changes nothing, and disturbs no command', async (_, wrong, code, message) => {
  answer = wrong;
  const found = await refreshed();
  expect(found).toMatchObject({
    count: 1,
    error: { code, message: expect.stringMatching(message) as unknown },
  });
  expect(found.failures).toBeGreaterThan(0);
  expect(found.error?.message).not.toContain('secret-token');
  // what was known is still the rule
  await campaigns.create();
  const unknown = { name: 'nowhere', language: 'en_US', header: [], body: [], buttons: [] };
  expect(await campaigns.command(randomUUID(), campaigns.creation({ template: unknown }))).toMatchObject({
    accepted: false,
    errors: [{ code: 'content.template.not.found' }],
  });
});

it('never goes to an address that an answer names', () => {
  expect(calls.length).toBeGreaterThan(10);
  expect(calls.every((url) => url.startsWith(`/v24.0/${ACCOUNT}/message_templates?fields=`))).toBe(true);
});

it('takes what it can of a listing, tells the rest, and keeps what it knew of it', async () => {
  const [template] = good;
  answer = json(200, { data: [{ ...template, components: 'x' }, { ...template, name: 'other' }, 'x'] });
  expect(await refreshed()).toMatchObject({
    error: null,
    count: 1,
    unreadable: [
      'spring_offer (en_US): components: expected a list, found a value of type string',
      '? (?): name: expected a text, found nothing',
    ],
  });
  await campaigns.create();
});

it('rests as long as the provider says, and a restart tries at once what had failed', async () => {
  answer = json(
    429,
    { error: { code: 80007, message: '(#80007) Rate limit issues' } },
    {
      'x-business-use-case-usage': JSON.stringify({
        1: [{ call_count: 100, estimated_time_to_regain_access: 42 }],
      }),
    },
  );
  const { notBefore, endedAt } = await refreshed();
  expect((notBefore.getTime() - (endedAt?.getTime() ?? 0)) / 60_000).toBeCloseTo(42, 0);
  const shown = jsonOf(
    await runWac(campaigns.system.settings, ['integrations', 'show', 'Main number', '--json']),
  );
  expect(shown).toMatchObject({ templatesKnown: true, templates: 1, templatesError: { code: '80007' } });
  const asked = await runWac(campaigns.system.settings, [
    'templates',
    'sync',
    'Main number',
    '--timeout',
    '5',
  ]);
  expect(asked).toMatchObject({
    code: 3,
    err: expect.stringMatching(/allow the next attempt in 4\d min.*\[80007\]/) as unknown,
  });
});
