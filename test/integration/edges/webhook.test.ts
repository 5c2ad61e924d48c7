/** Webhook with a real broker: what the provider posts is on the topics once the call is answered. */
import { createHmac } from 'node:crypto';
import { connect, createServer, type Socket } from 'node:net';
import { topics } from '../../../schemas/topics.ts';
import { startWebhook } from '../../../services/webhook/handler.ts';
import type { MessageStatus } from '../../../schemas/types.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const RUN = '0123456789abcdef';
const SECRET = 'the-present-secret';
let system: TestSystem;
let url: string;

beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/webhooks/whatsapp`;
  system = await openTestSystem({
    WEBHOOK_PORT: String(port),
    WHATSAPP_APP_SECRETS: `the-next-secret,${SECRET}`,
    WEBHOOK_VERIFY_TOKEN: 'let-me-in',
  });
  await system.start('webhook', startWebhook);
});
afterAll(() => system.close());

const messageId = (n: number) => `${RUN}-${String(n).padStart(24, '0')}`;
const callWith = (value: object, field = 'messages') =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      { id: 'account-1', changes: [{ field, value: { metadata: { phone_number_id: '111' }, ...value } }] },
    ],
  });
const statusOf = (n: number) => ({
  id: `wamid.${n}`,
  status: 'delivered',
  timestamp: '1750030073',
  biz_opaque_callback_data: `${messageId(n)}.1`,
});
const sign = (body: string) => `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
const post = (body: string, signature = sign(body)) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature },
    body,
  });

test('the handshake answers the challenge, and refuses a wrong token', async () => {
  const ask = (token: string) =>
    fetch(`${url}?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=${token}`);
  const welcome = await ask('let-me-in');
  expect([welcome.status, await welcome.text()]).toEqual([200, '4711']);
  expect((await ask('guessed')).status).toBe(403);
});

test('statuses, inbound messages and signals of concurrent calls are on their topics', async () => {
  const statuses = await system.collect(topics.messageStatuses);
  const inbound = await system.collect(topics.inboundMessages);
  const signals = await system.collect(topics.providerSignals);
  const calls = [...Array(40).keys()].map((call) =>
    callWith({ statuses: [...Array(25).keys()].map((n) => statusOf(call * 25 + n)) }),
  );
  calls.push(
    callWith({ messages: [{ from: '14155550123', type: 'text', text: { body: 'STOP' } }] }),
    callWith({ errors: [{ code: 130429 }] }),
  );
  const answers = await Promise.all(calls.map((body) => post(body)));
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  await until(
    'all statuses arrived',
    () => statuses.length >= 1_000 && inbound.length > 0 && signals.length > 0,
  );
  expect(new Set(statuses.map((status) => status.messageId))).toEqual(
    new Set([...Array(1_000).keys()].map(messageId)),
  );
  expect(statuses[0]).toMatchObject({ kind: 'DELIVERED', attempt: 1, source: 'WEBHOOK' });
  expect(inbound).toEqual([expect.objectContaining({ phoneId: '14155550123', text: 'STOP' })]);
  expect(signals).toEqual([expect.objectContaining({ integrationId: 'number:111' })]);
});

test('a wrong signature is 401, and nothing of the call is stored', async () => {
  const statuses = await system.collect(topics.messageStatuses);
  const body = callWith({ statuses: [statusOf(9_001)] });
  expect((await post(body, sign(`${body} `))).status).toBe(401);
  expect((await fetch(url, { method: 'POST', body })).status).toBe(401);
  expect((await post(callWith({ statuses: [statusOf(9_002)] }))).status).toBe(200);
  await until('the good one arrived', () => statuses.some((status) => status.messageId === messageId(9_002)));
  expect(statuses.map((status) => status.messageId)).not.toContain(messageId(9_001));
});

test('a call without a well-formed signature is refused before its body has come, and its connection is closed', async () => {
  const { port } = new URL(url);
  for (const header of ['', 'X-Hub-Signature-256: sha256=short\r\n', 'X-Hub-Signature-256: sha1=0123\r\n']) {
    const socket = connect(Number(port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    // the body that is announced never comes
    socket.write(
      `POST /webhooks/whatsapp HTTP/1.1\r\nHost: here\r\nContent-Length: 3000000\r\n${header}\r\n{`,
    );
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
    expect(answer).toContain('X-Hub-Signature-256 is missing, or is not');
  }
});

test('calls of more than 128 MB under way are 503, and there is room again once they have gone', async () => {
  const { port } = new URL(url);
  const announce = (): Socket => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(
      `POST /webhooks/whatsapp HTTP/1.1\r\nHost: here\r\nContent-Length: 3000000\r\nX-Hub-Signature-256: ${sign('')}\r\n\r\n{`,
    );
    return socket;
  };
  let calls = Array.from({ length: 44 }, announce);
  const full = callWith({ note: 'x'.repeat(2_900_000) });
  await until('there is no room', async () => {
    // a call that the service has cut off meanwhile, since its body does not come, is made again
    calls = calls.map((call) => (call.destroyed ? announce() : call));
    return (await post(full)).status === 503;
  });
  expect((await post(callWith({ statuses: [statusOf(9_701)] }))).status).toBe(200); // a small one has room
  for (const call of calls) call.destroy();
  await until('there is room', async () => (await post(full)).status === 200);
});

test('the time of a replayed call counts only when it is signed', async () => {
  const statuses = await system.collect(topics.messageStatuses);
  const body = callWith({ statuses: [{ ...statusOf(9_800), timestamp: undefined }] });
  const at = Date.now() - 86_400_000;
  const replay = (signature: string) =>
    fetch(url, {
      method: 'POST',
      headers: {
        'x-hub-signature-256': sign(body),
        'x-wac-received-at': String(at),
        'x-wac-received-at-signature': signature,
      },
      body,
    });
  for (const wrong of ['', sign(body), sign(`${at + 1}.${body}`)])
    expect((await replay(wrong)).status).toBe(401);
  expect((await replay(sign(`${at}.${body}`))).status).toBe(200);
  await until('it arrived', () => statuses.some((status) => status.messageId === messageId(9_800)));
  expect(statuses.filter((status) => status.messageId === messageId(9_800))).toHaveLength(1);
});

test('a signed body that is not JSON is 400 with what is wrong, one above 3 MB is 413', async () => {
  const answer = await post('{"object":');
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ message: expect.stringContaining('not JSON') as string });
  expect((await post('x'.repeat(3 * 1024 * 1024 + 1))).status).toBe(413);
});

describe('calls kept as they came', () => {
  const wait = (n: number) => (statuses: readonly MessageStatus[]) =>
    until('it arrived', () => statuses.some((status) => status.messageId === messageId(n)));

  test('are read again by wac webhooks replay: the same news, with the time at which it came', async () => {
    const kept = await system.collect(topics.webhookNotifications);
    const statuses = await system.collect(topics.messageStatuses);
    const signals = await system.collect(topics.providerSignals);
    const from = new Date();
    const small = callWith({ statuses: [statusOf(8_001)], errors: [{ code: 131048, title: 'spam' }] });
    const large = callWith({ statuses: [...Array(900).keys()].map((n) => statusOf(8_100 + n)), note: 'é' });
    for (const body of [small, large]) expect((await post(body)).status).toBe(200);
    expect((await post(small, sign('forged'))).status).toBe(401);
    await wait(8_999)(statuses);
    // those of the tests before are kept too
    const encodings = (): string[] =>
      kept.filter(({ receivedAt }) => receivedAt >= from.getTime()).map(({ encoding }) => encoding);
    await until('both are kept', () => encodings().length >= 2);
    expect(encodings().sort()).toEqual(['GZIP', 'PLAIN']);
    const told = { statuses: statuses.length, signals: signals.length };
    const [hold] = signals.filter(({ body }) => body.type === 'Hold');

    const counted = await runWac(system.settings, [
      'webhooks',
      'replay',
      '--from',
      from.toISOString(),
      '--dry-run',
      '--json',
    ]);
    expect(jsonOf(counted)).toMatchObject({ calls: 2, replayed: 0 });
    const replayed = await runWac(system.settings, [
      'webhooks',
      'replay',
      '--from',
      from.toISOString(),
      '--url',
      url,
      '--json',
    ]);
    expect(replayed).toMatchObject({ code: 0 });
    expect(jsonOf(replayed)).toMatchObject({ calls: 2, replayed: 2 });
    await until(
      'all news came again',
      () => statuses.length === told.statuses + 901 && signals.length === told.signals + 1,
    );
    expect(new Set(statuses.map((status) => JSON.stringify(status))).size).toBe(told.statuses); // nothing new
    expect(signals.at(-1)).toEqual(hold); // and no longer hold than then
    expect(kept).toHaveLength(2 + kept.filter(({ receivedAt }) => receivedAt < from.getTime()).length);
    const nothing = await runWac(system.settings, [
      'webhooks',
      'replay',
      '--from',
      '2020-01-01T00:00Z',
      '--to',
      '2020-01-02T00:00Z',
      '--json',
    ]);
    expect(jsonOf(nothing)).toMatchObject({ calls: 0 });
  });

  test('need a time that makes sense, and a webhook that answers', async () => {
    const now = new Date().toISOString();
    expect(await runWac(system.settings, ['webhooks', 'replay', '--from', 'yesterday'])).toMatchObject({
      code: 2,
    });
    expect(
      await runWac(system.settings, ['webhooks', 'replay', '--from', now, '--to', '2020-01-01T00:00Z']),
    ).toMatchObject({ code: 2 });
    expect((await post(callWith({ statuses: [statusOf(9_500)] }))).status).toBe(200);
    const lost = await until('it is kept', async () => {
      const result = await runWac(system.settings, [
        'webhooks',
        'replay',
        '--from',
        now,
        '--url',
        'http://127.0.0.1:9/nobody',
      ]);
      return result.code === 0 ? null : result;
    });
    expect(lost).toMatchObject({ code: 4 });
    expect(lost.err).toContain('http://127.0.0.1:9/nobody');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
