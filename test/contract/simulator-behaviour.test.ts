/** Every clause of the contract's simulator checklist (section 12) that the other files do not show, over real HTTP. */
import fc from 'fast-check';
import {
  startReceiver,
  startSimulator,
  templateMessage,
  until,
  type Answered,
  type Client,
  type Receiver,
} from '../fixtures/simulator/start-simulator.ts';

const QUICK = {
  sent: { delayMs: 1 },
  delivered: { delayMs: 1 },
  read: { delayMs: 1, probability: 1 },
  failed: { delayMs: 1 },
  held: { delayMs: 1 },
};
const IN_ORDER = { maxWaitMs: 1, concurrency: 1 };
const HOUR = 3_600_000;

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

async function use(scenario: Record<string, unknown>): Promise<void> {
  const answer = await client.put('/simulator/scenario', { statuses: QUICK, webhook: IN_ORDER, ...scenario });
  expect(answer.json).toMatchObject({ success: true });
  await client.post('/simulator/reset', {});
  receiver.calls.length = 0;
  receiver.answers.length = 0;
}
const send = (to = '14155550123', more: Record<string, unknown> = {}): Promise<Answered> =>
  client.post('/v24.0/1/messages', templateMessage(to, more));
const codeOf = ({ json }: Answered): number | undefined => json.error?.code as number | undefined;

describe('limits', () => {
  test('a pair may borrow 45 messages, the 46th is told 131056 and no other pair is touched', async () => {
    await use({ limits: { pairLimit: true } });
    const replies = await Promise.all(Array.from({ length: 46 }, () => send()));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(45);
    const refused = replies.find(({ status }) => status === 429);
    expect(refused?.json.error).toMatchObject({
      message: '(#131056) (Business Account, Consumer Account) pair rate limit hit',
      code: 131056,
      error_data: {
        details:
          'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
      },
    });
    expect((await send('14155550124')).status).toBe(200);
  });

  test('the portfolio reaches so many users in a moving 24 h; who wrote is free, and tomorrow there is room', async () => {
    await use({ limits: { portfolioUsers: 2 } });
    expect((await send('14155550121')).status).toBe(200);
    expect((await send('14155550122')).status).toBe(200);
    expect((await send('14155550121')).status).toBe(200);
    expect(codeOf(await send('14155550123'))).toBe(131048);
    await client.post('/simulator/inbound', { phoneNumberId: '1', from: '14155550123', text: 'hello' });
    expect((await send('14155550123')).status).toBe(200);
    expect((await client.get('/simulator/stats')).json.portfolioUsers).toBe(2);
    await client.post('/simulator/clock', { advanceMs: 24 * HOUR });
    expect((await send('14155550124')).status).toBe(200);
  });

  test('its code, the account’s quota, the allow-list and the marketing switch are settings', async () => {
    await use({ limits: { portfolioUsers: 1, portfolioCode: 131026 } });
    await send('14155550121');
    expect(codeOf(await send('14155550122'))).toBe(131026);
    await use({ limits: { accountMessagesPerHour: 1 } });
    await send();
    expect(await send()).toMatchObject({ status: 429, json: { error: { code: 80007 } } });
    await client.post('/simulator/clock', { advanceMs: HOUR });
    expect((await send()).status).toBe(200);
    await use({ limits: { accountCallsPerHour: 1 } });
    await client.get('/v24.0/1');
    expect(codeOf(await client.get('/v24.0/1'))).toBe(80007);
    await use({ limits: { allowedRecipients: ['14155550123'] } });
    expect(await send('14155550124')).toMatchObject({
      status: 400,
      json: { error: { code: 131030, error_subcode: 2655007 } },
    });
    await use({
      limits: { marketingOnMessages: false },
      templates: [{ name: 'spring_offer', language: 'en_US', components: [{ type: 'BODY', text: '{{1}}' }] }],
    });
    expect(codeOf(await send())).toBe(131063);
    const marketing = await client.post('/1/marketing_messages', templateMessage('14155550123'));
    expect(marketing.status).toBe(200);
  });
});

describe('what becomes of an accepted message', () => {
  test.each([131026, 131049, 131050, 130472, 131042, 131053, 130403, 130497, 137000])(
    'it fails by webhook with %d, with title, details and callback data',
    async (code) => {
      await use({ outcomes: [{ probability: 1, outcome: 'fail-by-webhook', code }] });
      expect((await send()).status).toBe(200);
      await until(() => receiver.statuses().length === 1);
      expect(receiver.statuses()[0]).toMatchObject({
        status: 'failed',
        biz_opaque_callback_data: '14155550123.1',
        errors: [
          {
            code,
            title: expect.stringMatching(/./),
            message: expect.stringMatching(/./),
            error_data: { details: expect.stringMatching(/./) },
            href: expect.stringMatching(/^https:/),
          },
        ],
      });
      expect(receiver.statuses()[0]).not.toHaveProperty('pricing');
    },
  );

  test('held, it says so, and is released later', async () => {
    await use({ rules: [{ outcome: 'held', delayMs: HOUR }] });
    expect((await send()).json.messages[0].message_status).toBe('held_for_quality_assessment');
    await client.post('/simulator/clock', { advanceMs: HOUR + 1000 });
    await until(() => receiver.statuses().length === 3);
  });

  test('past its time to live nothing says so', async () => {
    await use({
      statuses: { ...QUICK, delivered: { delayMs: 31_000 } },
      templates: [
        {
          name: 'spring_offer',
          language: 'en_US',
          category: 'UTILITY',
          message_send_ttl_seconds: 30,
          components: [{ type: 'BODY', text: '{{1}}' }],
        },
      ],
    });
    await send();
    await client.post('/simulator/clock', { advanceMs: 2 * HOUR });
    await until(async () => (await client.get('/simulator/stats')).json.pending === 0);
    await until(() => receiver.statuses().length === 1);
    expect(receiver.statuses()[0]?.status).toBe('sent');
  });

  test('its number may be known otherwise, and another identity key fails it', async () => {
    await use({
      reply: { waIds: { '5511955550123': '551155550123' }, identityKeys: { '14155550123': 'right' } },
    });
    expect((await send('+55 11 95555-0123')).json.contacts).toEqual([
      { input: '+55 11 95555-0123', wa_id: '551155550123' },
    ]);
    await send('14155550123', { recipient_identity_key_hash: 'wrong' });
    await until(() => receiver.statuses().some(({ status }) => status === 'failed'));
    const failed = receiver.statuses().find(({ status }) => status === 'failed');
    expect(failed).toMatchObject({ recipient_id: '14155550123', errors: [{ code: 137000 }] });
    expect(receiver.statuses()[0]?.recipient_id).toBe('551155550123');
  });

  test('slow is answered in the end; a stall never', async () => {
    await use({
      rules: [
        { suffix: '1', outcome: 'slow', delayMs: 50 },
        { suffix: '2', outcome: 'stall' },
      ],
    });
    const started = performance.now();
    expect((await send('14155550121')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(49);
    const stalled = send('14155550122');
    await until(async () => (await client.lines('/simulator/refused')).length === 1);
    await client.post('/simulator/outage', { forMs: 1 });
    await expect(stalled).rejects.toThrow();
    await until(() =>
      client.get('/live').then(
        () => true,
        () => false,
      ),
    );
  });
});

describe('webhooks', () => {
  test('statuses come twice, and out of order', async () => {
    await use({
      statuses: { ...QUICK, delivered: { delayMs: 50 }, read: { delayMs: 50, probability: 1 } },
      webhook: { ...IN_ORDER, duplicates: 1, reordered: 1 },
    });
    await send();
    await client.post('/simulator/clock', { advanceMs: 5000 });
    await until(() => receiver.statuses().length === 4);
    const seen = receiver.statuses().map(({ status }) => status);
    expect(new Set(seen)).toEqual(new Set(['sent', 'delivered', 'read']));
    const firsts = [...new Set(seen)];
    expect(firsts).not.toEqual(['sent', 'delivered', 'read']);
  });

  test('are called several at a time, as many as the setting says', async () => {
    await use({ webhook: { maxWaitMs: 1, batchSize: 1, concurrency: 2 }, rules: [{ outcome: 'sent-only' }] });
    const first = receiver.holdNextCall();
    await send('14155550121');
    await until(() => receiver.calls.length === 1);
    const second = receiver.holdNextCall();
    await send('14155550122');
    await until(() => receiver.calls.length === 2);
    await send('14155550123');
    expect((await client.get('/simulator/stats')).json.webhook).toMatchObject({ inFlight: 2 });
    expect(receiver.calls).toHaveLength(2);
    first();
    second();
    await until(() => receiver.calls.length === 3);
  });

  test('carry up to a thousand updates', async () => {
    await use({
      webhook: { maxWaitMs: 60_000, batchSize: 1000, concurrency: 1 },
      rules: [{ outcome: 'sent-only' }],
    });
    for (let at = 0; at < 1000; at += 100)
      await Promise.all(Array.from({ length: 100 }, (_, n) => send(String(14_155_550_000 + at + n))));
    await until(() => receiver.calls.length === 1);
    expect(receiver.statuses()).toHaveLength(1000);
    expect(receiver.calls[0]?.rawBody.length).toBeLessThan(3 * 1024 * 1024);
  });

  test('are tried again ever more rarely, until they are given up', async () => {
    await use({
      webhook: { ...IN_ORDER, retry: { firstMs: HOUR, factor: 2, maxMs: 8 * HOUR, giveUpAfterMs: 6 * HOUR } },
      rules: [{ outcome: 'sent-only' }],
    });
    receiver.answers.push(500, 500, 500, 500, 500, 500);
    await send();
    await until(() => receiver.calls.length === 2); // and once more at once
    const stats = async () => (await client.get('/simulator/stats')).json.webhook as Record<string, number>;
    await until(async () => (await stats()).retrying === 1);
    await client.post('/simulator/clock', { advanceMs: HOUR + 1000 });
    await until(() => receiver.calls.length === 3);
    await until(async () => (await stats()).retrying === 1);
    await client.post('/simulator/clock', { advanceMs: HOUR });
    expect(receiver.calls).toHaveLength(3); // two hours are to be waited this time
    await client.post('/simulator/clock', { advanceMs: HOUR + 1000 });
    await until(() => receiver.calls.length === 4);
    // the next would come four hours later, seven after the first
    await until(async () => (await stats()).givenUp === 1);
    expect(await stats()).toMatchObject({ calls: 4, refused: 4, retrying: 0 });
  });

  test.each([
    [{ contacts: 'omit-on-failed' }, true, false],
    [{ contacts: 'never' }, false, false],
    [{}, true, true],
  ])('%j: contacts on sent %s, on failed %s', async (settings, onSent, onFailed) => {
    await use({
      webhook: { ...IN_ORDER, batchSize: 1, ...settings },
      rules: [{ suffix: '1', outcome: 'fail-by-webhook' }, { outcome: 'sent-only' }],
    });
    await send('14155550121');
    await send('14155550122');
    await until(() => receiver.changes().length === 2);
    const has = (status: string): boolean =>
      receiver
        .changes()
        .some(
          ({ value }) =>
            (value.statuses as { status: string }[])[0]?.status === status && value.contacts !== undefined,
        );
    expect([has('sent'), has('failed')]).toEqual([onSent, onFailed]);
  });

  test('leave callback data off failed statuses, write milliseconds or leave user ids out where a scenario wants that', async () => {
    await use({
      webhook: { ...IN_ORDER, callbackDataOnFailed: false, timestampsInMs: true, userIds: false },
      rules: [{ suffix: '1', outcome: 'fail-by-webhook' }, { outcome: 'sent-only' }],
    });
    await send('14155550121');
    await send('14155550122');
    await until(() => receiver.statuses().length === 2);
    const [failed, sent] = ['failed', 'sent'].map((kind) =>
      receiver.statuses().find(({ status }) => status === kind),
    );
    expect(failed).not.toHaveProperty('biz_opaque_callback_data');
    expect(sent).toMatchObject({
      biz_opaque_callback_data: '14155550122.1',
      timestamp: expect.stringMatching(/^\d{13}$/),
    });
    expect(sent).not.toHaveProperty('recipient_user_id');
  });
});

describe('where sources differ', () => {
  test('a missing token, an unknown object and a number without plus are told as a scenario wants', async () => {
    const bare = { authorization: '' };
    await use({ numbers: [{ id: '1' }] });
    expect(codeOf(await client.post('/1/messages', templateMessage('1'), bare))).toBe(190);
    expect(await client.get('/7')).toMatchObject({
      status: 400,
      json: { error: { code: 100, error_subcode: 33 } },
    });
    await use({
      numbers: [{ id: '1' }],
      auth: { missingTokenCode: 104 },
      reply: { unknownObjectCode: 803, bareNumberPrefix: '49' },
    });
    expect(await client.post('/1/messages', templateMessage('1'), bare)).toMatchObject({
      status: 401,
      json: { error: { code: 104 } },
    });
    expect(await client.get('/7')).toMatchObject({ status: 404, json: { error: { code: 803 } } });
    expect((await send('170 5550123')).json.contacts[0].wa_id).toBe('491705550123');
    expect((await send('+14155550123')).json.contacts[0].wa_id).toBe('14155550123');
  });
});

test('the same seed gives the same outcomes and statuses, whatever the order, the concurrency and the repeats', async () => {
  const scenario = {
    seed: 11,
    clockScale: 1000,
    statuses: {
      ...QUICK,
      delivered: { delayMs: 1, probability: 0.7 },
      read: { delayMs: 1, probability: 0.5, withoutDelivered: 0.3 },
    },
    webhook: { maxWaitMs: 1, duplicates: 0.2, reordered: 0.2, early: 0.2 },
    outcomes: [
      { probability: 0.2, outcome: 'fail-in-reply', code: 131016 },
      { probability: 0.1, outcome: 'fail-by-webhook', code: 131049 },
      { probability: 0.1, outcome: 'never-answered' },
      { probability: 0.1, outcome: 'no-message-id' },
      { probability: 0.1, outcome: 'held' },
    ],
  };
  const people = Array.from({ length: 24 }, (_, n) => String(14_155_550_100 + n));
  /** Everyone is sent to until accepted; people in any order, so many at a time. */
  const fates = async (order: readonly string[], atATime: number): Promise<string[]> => {
    await use(scenario);
    const queue = [...order];
    const lane = async (): Promise<void> => {
      for (let to = queue.shift(); to !== undefined; to = queue.shift())
        while ((await send(to)).status !== 200);
    };
    await Promise.all(Array.from({ length: atATime }, lane));
    await until(async () => {
      const { pending, webhook } = (await client.get('/simulator/stats')).json;
      return pending + webhook.waiting + webhook.inFlight === 0;
    });
    const accepted = (await client.lines('/simulator/accepted')).map(
      ({ to, outcome, attempt }) => `${String(to)} ${String(attempt)} ${String(outcome)}`,
    );
    const refused = (await client.lines('/simulator/refused')).map(
      ({ to, attempt, code }) => `${String(to)} ${String(attempt)} ${String(code)}`,
    );
    const told = (await client.lines('/simulator/statuses')).map(
      ({ to, status, code }) => `${String(to)} ${String(status)} ${String(code)}`,
    );
    return [...accepted, ...refused, ...told].sort();
  };
  const expected = await fates(people, 1);
  expect(expected.length).toBeGreaterThan(people.length * 2);
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(people, { minLength: people.length }),
      fc.integer({ min: 1, max: 16 }),
      async (order, atATime) => expect(await fates(order, atATime)).toEqual(expected),
    ),
    { numRuns: 8 },
  );
});
