import {
  startReceiver,
  startSimulator,
  templateMessage,
  until,
  type Client,
  type Receiver,
} from '../fixtures/simulator/start-simulator.ts';

/** Calls come one after the other, so that their order is the order of the statuses. */
const IN_ORDER = { maxWaitMs: 1, concurrency: 1 };
const QUICK = {
  sent: { delayMs: 1 },
  delivered: { delayMs: 1 },
  read: { delayMs: 1, probability: 1 },
  failed: { delayMs: 1 },
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
  await client.put('/simulator/scenario', { statuses: QUICK, webhook: IN_ORDER });
  await client.post('/simulator/reset', {});
  receiver.calls.length = 0;
  receiver.answers.length = 0;
});

test('a template message is accepted, recorded and followed by sent, delivered and read', async () => {
  const reply = await client.post('/v24.0/106540352242922/messages', templateMessage('+1 (415) 555-0123'));
  expect(reply.status).toBe(200);
  expect(reply.headers['content-type']).toBe('application/json; charset=UTF-8');
  expect(reply.json).toMatchObject({
    messaging_product: 'whatsapp',
    contacts: [{ input: '+1 (415) 555-0123', wa_id: '14155550123' }],
    messages: [{ message_status: 'accepted' }],
  });
  const wamid = (reply.json.messages as { id: string }[])[0]?.id;
  expect(wamid).toMatch(/^wamid\./);
  expect(await client.lines('/simulator/accepted')).toEqual([
    expect.objectContaining({
      to: '14155550123',
      wamid,
      phoneNumberId: '106540352242922',
      template: 'spring_offer',
      language: 'en_US',
      parameters: [{ component: 'body', type: 'text', text: 'Ada' }],
      callbackData: '+1 (415) 555-0123.1',
    }),
  ]);
  await until(() => receiver.statuses().length === 3);
  expect(receiver.statuses().map((status) => status.status)).toEqual(['sent', 'delivered', 'read']);
  for (const status of receiver.statuses()) {
    expect(status).toMatchObject({
      id: wamid,
      recipient_id: '14155550123',
      biz_opaque_callback_data: '+1 (415) 555-0123.1',
    });
    expect(status.timestamp).toMatch(/^\d{10}$/);
  }
  expect(receiver.calls.every((call) => call.signed)).toBe(true);
  await until(async () => (await client.lines('/simulator/statuses')).length === 3);
  expect(
    (await client.lines('/simulator/statuses')).every((line) => line.answer === 200 && line.wamid === wamid),
  ).toBe(true);
});

test('the path works without a version and with any', async () => {
  for (const path of [
    '/1/messages',
    '/v18.0/1/messages',
    '/v26.0/1/messages',
    '/v24.0/1/messages?appsecret_proof=fe1f63df731c8415a5b9b41b76cfcb4e3957f9d9d35c2c3f17201599acee008d',
  ]) {
    expect((await client.post(path, templateMessage('14155550123'))).status).toBe(200);
  }
});

test('callback data outside ASCII is escaped in lower case in the signed bytes', async () => {
  await client.post('/1/messages', templateMessage('14155550123', { biz_opaque_callback_data: 'café 🌱' }));
  await until(() => receiver.statuses().length === 3);
  const [call] = receiver.calls;
  expect(call?.rawBody.toString('latin1')).toContain('caf\\u00e9 \\ud83c\\udf31');
  expect(call?.signed).toBe(true);
});

test('no token and a wrong token give 401 with code 190', async () => {
  for (const authorization of ['', 'Bearer wrong']) {
    const reply = await client.post('/v24.0/1/messages', templateMessage('14155550123'), { authorization });
    expect(reply.status).toBe(401);
    expect(reply.json.error).toMatchObject({ code: 190, type: 'OAuthException' });
  }
});

test('a body that is no JSON gets an error in JSON', async () => {
  const reply = await client.post('/1/messages', '{"to":', { 'content-type': 'text/plain' });
  expect(reply.status).toBe(400);
  expect(reply.json.error).toMatchObject({ code: 100 });
});

test('an unknown path gets an error in JSON', async () => {
  const reply = await client.get('/v24.0/nothing/here/at/all');
  expect(reply.json.error).toMatchObject({ type: 'OAuthException' });
});

test('rules decide by the recipient', async () => {
  await client.put('/simulator/scenario', {
    statuses: QUICK,
    webhook: IN_ORDER,
    rules: [
      { suffix: '01', outcome: 'fail-in-reply', code: 131026 },
      { suffix: '02', outcome: 'fail-by-webhook', code: 131049 },
      { suffix: '03', outcome: 'never-answered' },
      { matches: '04$', outcome: 'read-without-delivered' },
      { suffix: '05', outcome: 'gateway-error-after-accept' },
      { suffix: '06', outcome: 'no-message-id' },
      { suffix: '07', outcome: 'fail-in-reply', code: 131016, attempts: [1] },
    ],
  });
  const send = (suffix: string) => client.post('/1/messages', templateMessage(`141555501${suffix}`));
  expect((await send('01')).json.error).toMatchObject({
    code: 131026,
    message: '(#131026) Message undeliverable',
    error_data: { messaging_product: 'whatsapp' },
  });
  expect((await send('02')).status).toBe(200);
  expect((await send('03')).status).toBe(200);
  expect((await send('04')).status).toBe(200);
  expect(await send('05')).toMatchObject({ status: 504, text: '' });
  expect((await send('06')).json.messages).toEqual([]);
  expect((await send('07')).status).toBe(503);
  expect((await send('07')).status).toBe(200);
  const accepted = await client.lines('/simulator/accepted');
  expect(accepted.map((line) => String(line.to).slice(-2))).toEqual(['02', '03', '04', '05', '06', '07']);
  expect(await client.lines('/simulator/refused')).toEqual([
    {
      n: 1,
      at: expect.any(Number),
      to: '14155550101',
      phoneNumberId: '1',
      callbackData: '14155550101.1',
      attempt: 1,
      outcome: 'error',
      code: 131026,
      details: 'Unable to deliver message.',
      endpoint: 'messages',
    },
    expect.objectContaining({ n: 2, to: '14155550107', attempt: 1, code: 131016 }),
  ]);
  // one failed, nothing, sent + read, three times the whole journey
  await until(() => receiver.statuses().length === 1 + 0 + 2 + 3 + 3 + 3);
  const of = (suffix: string) =>
    receiver.statuses().filter((status) => String(status.recipient_id).endsWith(suffix));
  expect(of('02')[0]).toMatchObject({
    status: 'failed',
    errors: [{ code: 131049 }],
    biz_opaque_callback_data: '14155550102.1',
  });
  expect(of('03')).toEqual([]);
  expect(of('04').map((status) => status.status)).toEqual(['sent', 'read']);
  expect((await client.get('/simulator/requests')).json).toEqual({
    total: 8,
    byOutcome: {
      'error 131026': 1,
      'fail-by-webhook': 1,
      'never-answered': 1,
      'read-without-delivered': 1,
      'gateway-error-after-accept': 1,
      'no-message-id': 1,
      'error 131016': 1,
      accept: 1,
    },
  });
});

test('a dropped connection leaves an accepted message behind, a refused one does not', async () => {
  await client.put('/simulator/scenario', {
    statuses: QUICK,
    rules: [
      { suffix: '1', outcome: 'drop-after-accept' },
      { suffix: '2', outcome: 'refuse' },
      { suffix: '3', outcome: 'reset-in-body' },
    ],
  });
  for (const suffix of ['1', '2', '3']) {
    await expect(client.post('/1/messages', templateMessage(`1415555012${suffix}`))).rejects.toThrow();
  }
  const accepted = await client.lines('/simulator/accepted');
  expect(accepted.map((line) => line.to)).toEqual(['14155550121', '14155550123']);
});

test('a refused webhook call comes again with the same bytes', async () => {
  receiver.answers.push(500, 503);
  await client.put('/simulator/scenario', {
    clockScale: 1000,
    statuses: QUICK,
    webhook: IN_ORDER,
    rules: [{ outcome: 'sent-only' }],
  });
  await client.post('/1/messages', templateMessage('14155550123'));
  await until(() => receiver.calls.length === 3);
  const bodies = receiver.calls.map((call) => call.rawBody.toString());
  expect(new Set(bodies).size).toBe(1);
  await until(async () => (await client.lines('/simulator/statuses')).length === 3);
  expect((await client.lines('/simulator/statuses')).map((line) => line.answer)).toEqual([500, 503, 200]);
});

test('a status may come before the reply', async () => {
  await client.put('/simulator/scenario', { statuses: QUICK, webhook: { ...IN_ORDER, early: 1 } });
  await client.post('/1/messages', templateMessage('14155550123'));
  expect(receiver.statuses().map((status) => status.status)).toContain('sent');
});

test('a number above its rate is throttled and may try again', async () => {
  await client.put('/simulator/scenario', { limits: { messagesPerSecond: 0.001 } });
  expect((await client.post('/1/messages', templateMessage('14155550123'))).status).toBe(200);
  const reply = await client.post('/1/messages', templateMessage('14155550124'));
  expect(reply.status).toBe(429);
  expect(reply.json.error).toMatchObject({
    message: '(#130429) Rate limit hit',
    code: 130429,
    error_data: { details: 'Cloud API message throughput has been reached.' },
  });
  expect((await client.lines('/simulator/accepted')).length).toBe(1);
});

test('a wrong scenario is refused with every fault named', async () => {
  const reply = await client.put('/simulator/scenario', {
    sed: 1,
    rules: [{ outcome: 'explode' }],
    webhook: { early: 2 },
  });
  expect(reply.status).toBe(400);
  const faults = reply.json.faults as string[];
  expect(faults).toHaveLength(3);
  expect(faults[0]).toContain('sed: unknown');
  expect(faults[1]).toContain('rules[0].outcome: expected one of accept');
  expect(faults[2]).toBe('webhook.early: expected a number ≥ 0 ≤ 1, found 2');
});

test('the same seed gives the same outcomes in any order', async () => {
  const scenario = {
    seed: 7,
    outcomes: [
      { probability: 0.3, outcome: 'fail-in-reply', code: 131026 },
      { probability: 0.2, outcome: 'never-answered' },
    ],
  };
  const recipients = Array.from({ length: 40 }, (_, i) => `1415555${String(i).padStart(4, '0')}`);
  const outcomesOf = async (order: string[]): Promise<Map<string, string>> => {
    await client.put('/simulator/scenario', scenario);
    await client.post('/simulator/reset', {});
    for (const to of order) await client.post('/1/messages', templateMessage(to));
    return new Map(
      (await client.lines('/simulator/accepted')).map((line) => [String(line.to), String(line.outcome)]),
    );
  };
  const forwards = await outcomesOf(recipients);
  const backwards = await outcomesOf([...recipients].reverse());
  expect(new Map([...backwards].sort())).toEqual(new Map([...forwards].sort()));
  expect(forwards.size).toBeLessThan(recipients.length);
});

test('every send that was refused is told, with the attempt if one was drawn', async () => {
  await client.put('/simulator/scenario', {
    limits: { allowedRecipients: ['14155550101', '14155550102', '14155550103'] },
    rules: [
      { suffix: '1', outcome: 'refuse' },
      { suffix: '2', outcome: 'gateway-error' },
    ],
  });
  const send = (to: unknown) =>
    client.post('/1/messages', templateMessage(to as string)).catch(() => undefined);
  for (const to of ['+1 415 555 0101', '14155550102', '14155550103', '14155550104', '', 'US.1'])
    await send(to);
  await client.post('/1/messages', '{');
  await client.post('/1/messages', templateMessage('14155550103'), { authorization: 'Bearer wrong' });
  const told = (await client.lines('/simulator/refused')).map(({ to, attempt, outcome, code }) => [
    to,
    attempt,
    code ?? outcome,
  ]);
  expect(told).toEqual([
    ['14155550101', 1, 'refuse'],
    ['14155550102', 1, 'gateway-error'],
    ['14155550104', null, 131030],
    ['', null, 100],
    ['US.1', null, 131030],
    [null, null, 100],
    ['14155550103', null, 190],
  ]);
});

test('after a reset no call from before reaches the webhook', async () => {
  await client.put('/simulator/scenario', {
    statuses: QUICK,
    webhook: { maxWaitMs: 1, concurrency: 64, early: 1 },
  });
  const recipients = Array.from({ length: 16 }, (_, i) => `141555501${i + 10}`);
  for (let round = 0; round < 20; round++) {
    const sent = recipients.map((to) => client.post('/1/messages', templateMessage(to)));
    await until(async () => (await client.get('/simulator/stats')).json.accepted === recipients.length);
    await client.post('/simulator/reset', {});
    const received = receiver.calls.length;
    for (const reply of await Promise.all(sent)) expect(reply.status).toBe(200);
    await client.get('/live');
    expect(receiver.calls).toHaveLength(received);
    expect(await client.lines('/simulator/statuses')).toEqual([]);
  }
});

test('a reset cuts off a webhook that never answers', async () => {
  await client.put('/simulator/scenario', { webhook: { ...IN_ORDER, early: 1, timeoutMs: 60_000 } });
  const answer = receiver.holdNextCall();
  const sent = client.post('/1/messages', templateMessage('14155550123'));
  await until(() => receiver.calls.length === 1);
  await client.post('/simulator/reset', {});
  expect((await sent).status).toBe(200);
  answer();
});

test('reset forgets everything', async () => {
  await client.post('/1/messages', templateMessage('14155550123'));
  await client.post('/simulator/reset', {});
  expect(await client.lines('/simulator/accepted')).toEqual([]);
  expect((await client.get('/simulator/stats')).json).toMatchObject({ accepted: 0, pending: 0 });
});

test('health and metrics are served', async () => {
  expect((await client.get('/live')).json).toEqual({ status: 'live' });
  expect((await client.get('/ready')).status).toBe(200);
  await client.post('/1/messages', templateMessage('14155550123'));
  expect((await client.get('/metrics')).text).toContain('simulator_requests_total{outcome="accept"} 1');
});
