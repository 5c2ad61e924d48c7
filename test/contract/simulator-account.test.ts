import { Script } from 'node:vm';
import fastify from 'fastify';
import { scenarioFolder } from '../../services/simulator/scenario/scenario-folder.ts';
import {
  startReceiver,
  startSimulator,
  templateMessage,
  until,
  type Client,
  type Receiver,
} from '../fixtures/simulator/start-simulator.ts';

const QUICK = {
  sent: { delayMs: 1 },
  delivered: { delayMs: 1 },
  read: { delayMs: 1, probability: 1 },
  failed: { delayMs: 1 },
  held: { delayMs: 1 },
  optOut: { delayMs: 1, by: 'both' },
};
const BASE = {
  statuses: QUICK,
  webhook: { maxWaitMs: 1 },
  account: { id: '500', name: 'Ada & Co', businessId: '600' },
  numbers: [
    {
      id: '100',
      display_phone_number: '+1 555-010-0001',
      verified_name: 'Ada',
      throughput: { level: 'HIGH' },
      name_status: 'APPROVED',
    },
    { id: '101' },
  ],
  templates: [
    {
      id: '900',
      name: 'spring_offer',
      language: 'en_US',
      components: [{ type: 'BODY', text: 'Hello {{1}}' }],
    },
    { id: '901', name: 'spring_offer', language: 'de', components: [{ type: 'BODY', text: 'Hallo {{1}}' }] },
    {
      id: '902',
      name: 'invoice',
      language: 'en_US',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Hello' }],
    },
    {
      id: '903',
      name: 'code',
      language: 'en_US',
      category: 'AUTHENTICATION',
      components: [{ type: 'BODY', text: 'Hello' }],
    },
    {
      id: '904',
      name: 'old',
      language: 'en_US',
      status: 'PAUSED',
      components: [{ type: 'BODY', text: 'Hello' }],
    },
    {
      id: '905',
      name: 'gone',
      language: 'en_US',
      status: 'DISABLED',
      components: [{ type: 'BODY', text: 'Hello' }],
    },
    {
      id: '906',
      name: 'syncing',
      language: 'en_US',
      marketing_messages: 'syncing',
      components: [{ type: 'BODY', text: 'Hello' }],
    },
  ],
};

let receiver: Receiver;
let client: Client;

beforeAll(async () => {
  receiver = await startReceiver();
  client = await startSimulator({}, receiver.url);
});

afterAll(async () => {
  await client.close();
  await receiver.close();
});

beforeEach(async () => {
  await client.put('/simulator/scenario', BASE);
  await client.post('/simulator/reset', {});
  receiver.calls.length = 0;
});

const send = (to = '+14155550123', more: Record<string, unknown> = {}, path = '/v24.0/100/messages') =>
  client.post(path, templateMessage(to, more));
const plain = (name: string) => ({ template: { name, language: { code: 'en_US' } } });

describe('objects', () => {
  test('a phone number answers its default and its wanted fields, unknown ones are left out', async () => {
    expect((await client.get('/v24.0/100')).json).toEqual({
      id: '100',
      display_phone_number: '+1 555-010-0001',
      verified_name: 'Ada',
      quality_rating: 'GREEN',
    });
    expect((await client.get('/100?fields=throughput')).json).toEqual({
      throughput: { level: 'HIGH' },
      id: '100',
    });
    expect(
      (
        await client.get(
          '/v24.0/100?fields=name_status%2Cwhatsapp_business_manager_messaging_limit%2Ccertificate',
        )
      ).json,
    ).toEqual({
      id: '100',
      name_status: 'APPROVED',
      whatsapp_business_manager_messaging_limit: 'UNLIMITED',
    });
  });

  test('the account and its numbers', async () => {
    expect((await client.get('/v24.0/500')).json).toMatchObject({ id: '500', name: 'Ada & Co' });
    expect((await client.get('/500/phone_numbers')).json.data).toMatchObject([{ id: '100' }, { id: '101' }]);
  });

  test('templates are listed with paging and a next address that works', async () => {
    const first = await client.get('/v24.0/500/message_templates?limit=4&fields=name,language');
    expect(first.json.data).toHaveLength(4);
    expect(first.json.data[0]).toEqual({ id: '900', name: 'spring_offer', language: 'en_US' });
    const next = new URL(first.json.paging.next as string);
    expect(next.origin).toBe(client.base);
    const second = await client.get(next.pathname + next.search);
    expect(second.json.data).toHaveLength(3);
    expect(second.json.paging).not.toHaveProperty('next');
  });

  test('an unknown object has the documented error', async () => {
    const reply = await send('+14155550123', {}, '/v24.0/7/messages');
    expect(reply.status).toBe(400);
    expect(reply.json.error).toMatchObject({ code: 100, error_subcode: 33, type: 'GraphMethodException' });
    expect(reply.json.error.message).toMatch(/^Unsupported post request\. Object with ID '7' does not exist/);
    expect((await client.get('/7/message_templates')).json.error).toMatchObject({
      code: 100,
      error_subcode: 33,
    });
  });

  test('every Graph reply carries usage and trace headers', async () => {
    await client.put('/simulator/scenario', { ...BASE, limits: { appCallsPerHour: 4 } });
    const headers = (await send()).headers;
    expect(JSON.parse(String(headers['x-app-usage']))).toEqual({
      call_count: 25,
      total_cputime: 25,
      total_time: 25,
    });
    expect(JSON.parse(String(headers['x-business-use-case-usage']))).toMatchObject({
      '600': [{ type: 'whatsapp', estimated_time_to_regain_access: 0 }],
    });
    expect(headers).toMatchObject({ 'facebook-api-version': 'v24.0' });
    expect(headers['x-fb-request-id']).toBeDefined();
    for (let i = 0; i < 3; i++) await send();
    const limited = await send();
    expect(limited.status).toBe(429);
    expect(limited.json.error).toMatchObject({ code: 4, error_subcode: 2446079, is_transient: true });
    expect(JSON.parse(String(limited.headers['x-business-use-case-usage']))).toMatchObject({
      '600': [{ estimated_time_to_regain_access: 15 }],
    });
  });
});

describe('sending', () => {
  test.each([
    ['a template never heard of', plain('nope'), 404, 132001, 'template name (nope) does not exist in en_US'],
    [
      'too few parameters',
      plain('spring_offer'),
      400,
      132000,
      'body: number of localizable_params (0) does not match the expected number of params (1)',
    ],
    ['a paused template', plain('old'), 400, 132015, undefined],
    ['a disabled template', plain('gone'), 400, 132016, undefined],
    [
      'an authentication template to a user id',
      { to: undefined, recipient: 'US.1', ...plain('code') },
      400,
      131062,
      undefined,
    ],
    ['itself', { to: '+15550100001', ...plain('invoice') }, 400, 131021, undefined],
  ])('to %s is refused', async (_what, more, status, code, details) => {
    const reply = await send('+14155550123', more);
    expect(reply.status).toBe(status);
    expect(reply.json.error).toMatchObject({
      code,
      ...(details === undefined ? {} : { error_data: { details } }),
    });
    expect(await client.lines('/simulator/accepted')).toEqual([]);
  });

  test('a send by user id is answered without wa_id', async () => {
    const reply = await send('', { to: undefined, recipient: 'US.1', ...plain('invoice') });
    expect(reply.json.contacts).toEqual([{ input: 'US.1', user_id: 'US.1' }]);
    await until(() => receiver.statuses().length === 3);
    expect(receiver.statuses()[0]).toMatchObject({ recipient_user_id: 'US.1' });
  });

  test('marketing_messages takes marketing templates only', async () => {
    const path = '/v24.0/100/marketing_messages';
    expect(
      (await send('1415555012', { product_policy: 'STRICT', message_activity_sharing: true }, path)).status,
    ).toBe(200);
    expect((await send('1415555012', { product_policy: 'LOOSE' }, path)).json.error).toMatchObject({
      code: 100,
    });
    expect((await send('1415555012', plain('invoice'), path)).json.error).toMatchObject({ code: 134100 });
    expect((await send('1415555012', plain('syncing'), path)).json.error).toMatchObject({ code: 134101 });
    const text = await send('1415555012', { type: 'text', text: { body: 'hi' } }, path);
    expect(text.json.error).toMatchObject({
      message: '(#100) Invalid parameter',
      error_data: { details: 'Message must be a template message.' },
    });
    await until(() => receiver.statuses().length === 3);
    expect(receiver.statuses()[0]).toMatchObject({ pricing: { category: 'marketing_lite' } });
  });

  test('a read receipt succeeds', async () => {
    const reply = await client.post('/100/messages', {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: 'wamid.x',
      typing_indicator: { type: 'text' },
    });
    expect(reply).toMatchObject({ status: 200, text: '{"success":true}' });
  });

  test('a proof is checked when present and required by a switch', async () => {
    const wrong = await send('1415555012', {}, '/100/messages?appsecret_proof=00');
    expect(wrong).toMatchObject({
      status: 400,
      json: {
        error: {
          code: 100,
          type: 'GraphMethodException',
          message: 'Invalid appsecret_proof provided in the API argument',
        },
      },
    });
    await client.put('/simulator/scenario', { ...BASE, auth: { requireAppSecretProof: true } });
    expect((await send()).json.error.message).toBe(
      'API calls from the server require an appsecret_proof argument',
    );
  });

  test('throttling answers 400 with Retry-After where a scenario wants it', async () => {
    await client.put('/simulator/scenario', {
      ...BASE,
      limits: { messagesPerSecond: 0.001, throttlingStatus: 400, retryAfter: true },
    });
    await send();
    const reply = await send();
    expect(reply.status).toBe(400);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(900);
    expect(Number(reply.headers['retry-after'])).toBeLessThanOrEqual(1000);
  });
});

describe('what the account tells', () => {
  test('a held message dropped by pacing fails with 132015 and pauses its template, until it is unpaused', async () => {
    await client.put('/simulator/scenario', {
      ...BASE,
      rules: [{ suffix: '9', outcome: 'held-then-dropped' }],
    });
    const reply = await send('+14155550129');
    expect(reply.json.messages[0].message_status).toBe('held_for_quality_assessment');
    await until(() => receiver.changes().some((change) => change.field === 'message_template_status_update'));
    expect(receiver.statuses()).toMatchObject([{ status: 'failed', errors: [{ code: 132015 }] }]);
    expect(
      receiver.changes().find((change) => change.field === 'message_template_status_update')?.value,
    ).toMatchObject({
      event: 'PAUSED',
      message_template_id: 900,
      message_template_language: 'en-US',
      other_info: { title: 'RATE_LIMITING_PAUSE' },
    });
    expect((await send()).json.error).toMatchObject({ code: 132015 });
    expect((await client.post('/v24.0/900/unpause', {})).json).toEqual({ success: true });
    expect((await send()).status).toBe(200);
  });

  test('a quality pause ends by itself after 3 hours of the clock', async () => {
    await client.post('/simulator/templates/invoice', { action: 'pause' });
    expect((await send('1415555012', plain('invoice'))).json.error).toMatchObject({ code: 132015 });
    await client.post('/simulator/clock', { advanceMs: 3 * 3_600_000 });
    await until(async () => (await send('1415555012', plain('invoice'))).status === 200);
  });

  test('an opt-out is a STOP and a preference; marketing then fails with 131050', async () => {
    await client.put('/simulator/scenario', {
      ...BASE,
      rules: [{ suffix: '9', attempts: [1], outcome: 'opt-out' }],
    });
    const reply = await send('+14155550129');
    await until(
      () =>
        receiver.statuses().length === 3 &&
        receiver.changes().some((change) => change.field === 'user_preferences') &&
        receiver.changes().some((change) => change.value.messages !== undefined),
    );
    const inbound = receiver.changes().find((change) => change.value.messages !== undefined);
    expect(inbound?.value).toMatchObject({
      metadata: { display_phone_number: '15550100001', phone_number_id: '100' },
      contacts: [{ wa_id: '14155550129' }],
      messages: [
        {
          from: '14155550129',
          type: 'text',
          text: { body: 'STOP' },
          context: { id: reply.json.messages[0].id },
        },
      ],
    });
    receiver.calls.length = 0;
    await send('+14155550129');
    await until(() => receiver.statuses().length === 1);
    expect(receiver.statuses()[0]).toMatchObject({ status: 'failed', errors: [{ code: 131050 }] });
    await client.post('/simulator/preferences', {
      phoneNumberId: '100',
      from: '14155550129',
      value: 'resume',
    });
    receiver.calls.length = 0;
    await send('+14155550129');
    await until(() => receiver.statuses().length === 3);
  });

  test.each([
    [
      'inbound',
      {
        phoneNumberId: '100',
        from: '+1 415 555 0123',
        type: 'button',
        text: 'Stop',
        payload: 'STOP_ALL',
        contextId: 'wamid.x',
      },
      'messages',
      {
        messages: [
          {
            from: '14155550123',
            type: 'button',
            button: { text: 'Stop', payload: 'STOP_ALL' },
            context: { id: 'wamid.x', from: '15550100001' },
          },
        ],
      },
    ],
    [
      'inbound',
      { phoneNumberId: '100', from: '1', type: 'user_changed_number', newWaId: '2' },
      'messages',
      { messages: [{ type: 'system', system: { type: 'user_changed_number', wa_id: '2' } }] },
    ],
    [
      'inbound',
      { phoneNumberId: '100', from: '1', type: 'unsupported' },
      'messages',
      { messages: [{ type: 'unsupported', errors: [{ code: 131051 }] }] },
    ],
    ['errors', { phoneNumberId: '100' }, 'messages', { errors: [{ code: 130429 }] }],
    [
      'numbers/100',
      { event: 'THROUGHPUT_UPGRADE', fields: { whatsapp_business_manager_messaging_limit: 'TIER_100K' } },
      'phone_number_quality_update',
      { event: 'THROUGHPUT_UPGRADE', current_limit: 'TIER_100K', old_limit: 'UNLIMITED' },
    ],
    [
      'templates/code',
      { action: 'set', status: 'REJECTED', reason: 'SCAM' },
      'message_template_status_update',
      { event: 'REJECTED', reason: 'SCAM', message_template_name: 'code' },
    ],
    [
      'changes',
      { field: 'business_capability_update', value: { any: 1 }, time: 7 },
      'business_capability_update',
      { any: 1 },
    ],
  ])('%s %j', async (path, body, field, value) => {
    expect((await client.post(`/simulator/${path}`, body)).status).toBe(200);
    await until(() => receiver.changes().length === 1);
    expect(receiver.changes()[0]).toMatchObject({ field, value });
    expect(receiver.calls[0]?.signed).toBe(true);
  });

  test('a disabled account refuses every send until it is reinstated', async () => {
    const update = (state: string) =>
      client.post('/simulator/account', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: state } });
    await update('DISABLE');
    expect((await send()).json.error).toMatchObject({ code: 131031 });
    await update('REINSTATE');
    expect((await send()).status).toBe(200);
  });

  test('a number in its throughput upgrade answers 131057', async () => {
    await client.post('/simulator/numbers/100', { upgradeMs: 60_000 });
    expect((await send()).json.error).toMatchObject({ code: 131057 });
    await client.post('/simulator/clock', { advanceMs: 60_000 });
    expect((await send()).status).toBe(200);
  });
});

describe('faults on call', () => {
  test('a fault hits as many sends as it was told', async () => {
    await client.post('/simulator/faults', { outcome: 'fail-in-reply', code: 131016, count: 2 });
    expect([(await send()).status, (await send()).status, (await send()).status]).toEqual([503, 503, 200]);
    await client.post('/simulator/faults', { outcome: 'garbage-body', suffix: '7' });
    expect((await send('14155550127')).text).toContain('<html>');
    expect((await send('14155550128')).status).toBe(200);
    expect((await client.get('/simulator/stats')).json.faults).toBe(1);
  });

  test('a wrong admin call names its faults', async () => {
    expect(await client.post('/simulator/faults', { outcome: 'x', cnt: 1 })).toMatchObject({ status: 400 });
    expect((await client.post('/simulator/inbound', { phoneNumberId: '7', from: '1' })).json.faults).toEqual([
      'phoneNumberId: expected a declared number, found "7"',
    ]);
  });

  test('in an outage nobody listens, afterwards all is as before', async () => {
    await client.post('/simulator/faults', { outcome: 'stall', count: 1 });
    const stalled = send();
    await until(async () => (await client.get('/simulator/requests')).json.total === 1);
    await client.post('/simulator/outage', { forMs: 500 });
    await expect(stalled).rejects.toThrow();
    await expect(send()).rejects.toThrow();
    await until(() =>
      send().then(
        () => true,
        () => false,
      ),
    );
  });
});

test('the simulator shakes hands with the webhook as the provider does', async () => {
  const app = fastify();
  app.get('/hook', (request, reply) => {
    const query = request.query as Record<string, string>;
    return query['hub.verify_token'] === 'right'
      ? reply.send(query['hub.challenge'])
      : reply.code(403).send();
  });
  const url = `${await app.listen({ port: 0, host: '127.0.0.1' })}/hook`;
  await client.put('/simulator/scenario', { ...BASE, webhook: { url } });
  expect((await client.post('/simulator/handshake?verify_token=right', {})).json).toMatchObject({
    verified: true,
    status: 200,
  });
  expect((await client.post('/simulator/handshake?verify_token=wrong', {})).json).toMatchObject({
    verified: false,
    status: 403,
  });
  await app.close();
});

test('the page for people is served, its script is sound, and every call it makes exists', async () => {
  const page = await client.get('/simulator');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  const script = /<script>([\s\S]*)<\/script>/.exec(page.text)?.[1] ?? '';
  expect(() => new Script(script)).not.toThrow();
  const paths = new Set([...script.matchAll(/'(\/simulator\/[a-z]+)['?]/g)].map((match) => match[1] ?? ''));
  expect(paths.size).toBeGreaterThan(9);
  for (const path of paths) {
    const answers = await Promise.all([client.get(path), client.post(path, {}), client.put(path, 'no JSON')]);
    // an unknown path is answered by the provider's own words
    const known = answers.filter(({ json }) => json.error?.code !== 2500);
    expect([path, known.length > 0]).toEqual([path, true]);
  }
  for (const id of script.matchAll(/byId\('([\w-]+)'\)/g)) expect(page.text).toContain(`id="${id[1]}"`);
});

test('the scenarios that come along can be listed, read and put in force', async () => {
  const withScenarios = await startSimulator({}, undefined, scenarioFolder('services/simulator/scenarios'));
  const { json: names } = await withScenarios.get('/simulator/scenarios');
  expect(names).toEqual(['calm', 'hostile', 'realistic']);
  for (const name of names as string[]) {
    const { text } = await withScenarios.get(`/simulator/scenarios/${name}`);
    expect((await withScenarios.put('/simulator/scenario', text)).json).toMatchObject({
      success: true,
      name,
    });
  }
  const unknown = await withScenarios.get('/simulator/scenarios/..%2Fsettings');
  expect(unknown).toMatchObject({ status: 404 });
  expect(unknown.json.faults[0]).toContain('expected one of calm, hostile, realistic');
  await withScenarios.close();
});

test('the ledger can be read from a line on', async () => {
  for (const to of ['14155550121', '14155550122', '14155550123']) await send(to);
  expect((await client.lines('/simulator/accepted?from=2')).map((line) => [line.n, line.to])).toEqual([
    [3, '14155550123'],
  ]);
});
