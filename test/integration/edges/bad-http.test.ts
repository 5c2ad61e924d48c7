/** Garbage over real HTTP, for the real processes: always a 4xx in the documented shape, nobody is held up, the good calls land once. */
import { createHmac } from 'node:crypto';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { topics } from '../../../schemas/topics.ts';
import type { DeadLetter, MessageStatus } from '../../../schemas/types.ts';
import { garbageRequest } from '../../support/garbage-http.ts';
import { oddJson, spoilt } from '../../support/garbage-json.ts';
import { sendAndCut, sendRaw, trickle, type RawAnswer } from '../../support/raw-http.ts';
import { API_TEST_SECRET } from '../../support/test-api.ts';
import {
  serviceProcesses,
  type ServiceProcess,
  type ServiceProcesses,
} from '../../support/service-process.ts';
import { again, stormOf } from '../../support/storm-seed.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const SECRET = 'the-secret';
const WEBHOOK_PATH = '/webhooks/whatsapp';
/** Short, so that a test can see it pass; longer than any good call takes on a busy machine. */
const REQUEST_MS = 4_000;

let system: TestSystem;
let statuses: MessageStatus[];
let letters: DeadLetter[];
let processes: ServiceProcesses;
let running: { api: ServiceProcess; webhook: ServiceProcess };
let ports: { api: number; webhook: number };
const connections: Socket[] = [];

beforeAll(async () => {
  system = await openTestSystem();
  statuses = await system.collect(topics.messageStatuses);
  await system.collect(topics.inboundMessages);
  await system.collect(topics.providerSignals);
  letters = await system.collect(topics.deadLetters);
  const [api = 0, webhook = 0] = await freePorts(2);
  ports = { api, webhook };
  processes = serviceProcesses(() => system.settings);
  const env = { HTTP_REQUEST_MS: String(REQUEST_MS), LOG_LEVEL: 'warn' };
  const secrets = { WHATSAPP_APP_SECRETS: SECRET, WEBHOOK_VERIFY_TOKEN: 'let-me-in' };
  running = {
    api: await processes.start('api', { ...env, API_PORT: String(api), API_SECRET: API_TEST_SECRET }),
    webhook: await processes.start('webhook', { ...env, ...secrets, WEBHOOK_PORT: String(webhook) }),
  };
});

afterAll(async () => {
  connections.forEach((socket) => socket.destroy());
  processes.killAll();
  await system.close();
});

/** They live, are ready and show metrics, and nothing in their logs says that something of ours broke. */
afterEach(async () => {
  for (const { healthPort, exitCode, output } of Object.values(running)) {
    for (const path of ['/live', '/ready', '/metrics'])
      expect([path, await statusOf(healthPort, path)]).toEqual([path, 200]);
    expect(await Promise.race([exitCode, Promise.resolve('it runs')])).toBe('it runs');
    expect(output()).not.toMatch(/request failed|broke|unhandled|not be stored/i);
  }
});

const statusOf = (port: number, path: string): Promise<number> =>
  fetch(`http://127.0.0.1:${port}${path}`).then(
    ({ status }) => status,
    () => 0,
  );

const messageId = (n: number): string => `0123456789abcdef-${String(n).padStart(24, '0')}`;
const news = (n: number) => ({
  id: `wamid.${n}`,
  status: 'delivered',
  timestamp: '1750030073',
  biz_opaque_callback_data: `${messageId(n)}.1`,
});
const callWith = (value: object) => ({
  object: 'whatsapp_business_account',
  entry: [
    { id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '111' }, ...value } }] },
  ],
});
const signedCall = (body: Buffer, more = ''): Buffer =>
  Buffer.concat([
    Buffer.from(
      `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n` +
        `X-Hub-Signature-256: sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}\r\n${more}\r\n`,
    ),
    body,
  ]);
const goodCall = (n: number): Buffer =>
  signedCall(Buffer.from(JSON.stringify(callWith({ statuses: [news(n)] }))));

/** Sends good calls now and again while something else goes on; each must be answered 200. */
async function goodCallsBeside(firstN: number, count: number, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const ended = work.finally(() => (isOver = true));
  const answers: Array<RawAnswer | null> = [];
  for (let n = 0; n < count; n += 1) answers.push(await sendRaw(ports.webhook, goodCall(firstN + n)));
  while (!isOver && answers.at(-1)?.status === 200)
    answers.push(await sendRaw(ports.webhook, goodCall(firstN)));
  await ended;
  expect(answers.map((answer) => answer?.status)).toEqual(answers.map(() => 200));
}

/** The first may have been sent several times. */
async function arrivedOnce(from: number, to: number): Promise<void> {
  await arrived(from, to);
  const others = Array.from({ length: to - from }, (_, n) => messageId(from + 1 + n));
  const times = others.map((id) => statuses.filter((status) => status.messageId === id).length);
  expect(times).toEqual(others.map(() => 1));
}

const arrived = (from: number, to: number): Promise<unknown> =>
  until(`news ${from} to ${to} has arrived`, () =>
    Array.from({ length: to - from + 1 }, (_, n) => messageId(from + n)).every((id) =>
      statuses.some((status) => status.messageId === id),
    ),
  );

/** GET of `/` with whatever headers is an honest call at the api: the console's page, which is for everybody. */
const isConsolePage = ({ status, head }: RawAnswer): boolean =>
  status === 200 && /\r\ncontent-type: text\/html/i.test(head) && /\r\ncontent-security-policy: /i.test(head);

/** The documented shape of an error; HEAD has no body. */
function checkRefusal(answer: RawAnswer | null, service: string, isHead: boolean, what: string): void {
  if (answer === null) return; // closed without a word
  if (service === 'api' && isConsolePage(answer)) return;
  expect([answer.status >= 400 && answer.status < 500, what, answer]).toEqual([true, what, answer]);
  if (isHead) return;
  const told = JSON.parse(answer.body) as Record<string, unknown>;
  expect(told).toMatchObject({ status: answer.status, message: expect.stringMatching(/\S/) as string });
  if (service === 'api')
    expect(told).toMatchObject({
      code: expect.any(String) as string,
      contextId: expect.any(String) as string,
      errors: expect.any(Array) as unknown[],
    });
}

test.each([
  ['api', '/api/v2/outbound/campaigns'],
  ['webhook', WEBHOOK_PATH],
] as const)(
  'garbage at the %s is a 4xx in its shape, and keeps no good call from its answer',
  async (service, path) => {
    const requests = stormOf(garbageRequest(path), 300);
    const from = service === 'api' ? 1_000 : 2_000;
    let answered = 0;
    const storm = Promise.all(
      requests.map(async ({ bytes, isHead }) => {
        const answer = await sendRaw(ports[service], bytes, isHead);
        if (answer) answered += 1;
        checkRefusal(answer, service, isHead, again(bytes));
      }),
    );
    await goodCallsBeside(from, 20, storm);
    await arrivedOnce(from, from + 19);
    // who sends next to a request gets told what was wrong with it
    expect(answered).toBeGreaterThan(requests.length * 0.9);
  },
  240_000,
);

test('signed garbage is 400 when it is no JSON, else 200: what it says is stored, or counted as ignored', async () => {
  const whole = JSON.stringify(
    callWith({ statuses: [news(1)], messages: [{ from: '14155550123', type: 'text' }] }),
  );
  const bodies = stormOf(
    fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.nat(whole.length).map((length) => Buffer.from(whole.slice(0, length))),
      oddJson.map((json) => Buffer.from(JSON.stringify(json))),
      spoilt(fc.constant(callWith({ statuses: [news(1), news(2)], errors: [{ code: 131048 }] }))).map(
        (json) => Buffer.from(JSON.stringify(json)),
      ),
      fc.constantFrom(
        Buffer.from(
          '{"__proto__":{"object":"whatsapp_business_account"},"constructor":{"prototype":{"a":1}}}',
        ),
        Buffer.from('['.repeat(1_000_000)),
        Buffer.from(JSON.stringify(callWith({ statuses: [{ ...news(1), status: '__proto__' }] }))),
        Buffer.from(
          JSON.stringify(
            callWith({ statuses: [{ ...news(1), status: 'failed', errors: [{ code: 2 ** 40 }] }] }),
          ),
        ),
        Buffer.from(`${'['.repeat(200_000)}${']'.repeat(200_000)}`),
        Buffer.from(JSON.stringify(callWith({ statuses: [{ ...news(1), id: 'w'.repeat(2_500_000) }] }))),
        Buffer.from(JSON.stringify(callWith({ statuses: Array(60_000).fill({ id: 'w', status: 'sent' }) }))),
      ),
    ),
    150,
  );
  const headers = stormOf(
    fc.constantFrom('', '', '', 'X-Wac-Received-At: soon\r\n', 'X-Wac-Received-At: 9e15\r\n'),
    bodies.length,
  );
  const storm = (async () => {
    for (let at = 0; at < bodies.length; at += 10)
      await Promise.all(
        bodies.slice(at, at + 10).map(async (body, n) => {
          const header = headers[at + n] ?? '';
          const answer = await sendRaw(ports.webhook, signedCall(body, header));
          const isSound = header === '' && isJson(body);
          const what = again(`${header}${body.toString('latin1')}`);
          expect([answer?.status, what]).toEqual([isSound ? 200 : 400, what]);
        }),
      );
  })();
  await goodCallsBeside(3_000, 20, storm);
  await arrivedOnce(3_000, 3_019);
});

test('of a call with good and bad statuses every good one lands, once; the bad are counted, and nobody dead-letters anything', async () => {
  const bad = [
    { ...news(1), status: 'constructor' },
    { ...news(1), biz_opaque_callback_data: undefined, id: 'w'.repeat(2_000) },
    // what has an id and a state may be news of some message
    ...stormOf(oddJson, 40).filter(
      (one) => typeof one !== 'object' || one === null || !('id' in one && 'status' in one),
    ),
  ];
  const ignoredBefore = await updatesCounted('ignored');
  const mixed = bad.flatMap((one, n) => [one, news(4_000 + n)]);
  const answer = await sendRaw(
    ports.webhook,
    signedCall(Buffer.from(JSON.stringify(callWith({ statuses: mixed })))),
  );
  expect(answer?.status).toBe(200);
  await arrived(4_000, 4_000 + bad.length - 1);
  expect((await updatesCounted('ignored')) - ignoredBefore).toBe(bad.length);
  const mine = statuses.filter(
    (status) => (status.messageId ?? '') >= messageId(4_000) && (status.messageId ?? '') < messageId(5_000),
  );
  expect(mine).toHaveLength(bad.length);
  expect(letters).toEqual([]);
});

test('who sends a byte now and then is cut off with 408, and calls cut in the middle leave nothing; good calls go on', async () => {
  const starts = [
    'POST ', // no head ever
    `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: here\r\nX-Slow: `, // a head without an end
    `POST ${WEBHOOK_PATH} HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\nX-Hub-Signature-256: sha256=${'0'.repeat(64)}\r\n\r\n{`, // a body that never comes
  ];
  const slow = [ports.webhook, ports.api].flatMap((port) =>
    Array.from({ length: 60 }, (_, n) => trickle(port, starts[n % starts.length] ?? '', 250)),
  );
  connections.push(...slow.map(({ socket }) => socket));
  const cuts = Array.from({ length: 30 }, (_, n) => {
    const call = goodCall(5_000 + n);
    return sendAndCut(ports.webhook, call.subarray(0, 1 + Math.floor(((call.length - 2) * n) / 29)));
  });
  const cutOff = Promise.all([...slow.map(({ over }) => over), ...cuts]);
  await goodCallsBeside(6_000, 20, cutOff);
  for (const said of await Promise.all(slow.map(({ over }) => over))) expect(said).toMatch(/HTTP\/1\.1 408 /);
  await arrivedOnce(6_000, 6_019);
  const cut = statuses.filter(
    ({ messageId: id }) => (id ?? '') >= messageId(5_000) && (id ?? '') < messageId(6_000),
  );
  expect(cut).toEqual([]);
});

async function updatesCounted(kind: string): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${running.webhook.healthPort}/metrics`)).text();
  return Number(
    new RegExp(`^wac_webhook_updates_total\\{[^}]*kind="${kind}"[^}]*\\} (\\d+)`, 'm').exec(metrics)?.[1] ??
      0,
  );
}

function isJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString());
    return true;
  } catch {
    return false;
  }
}
