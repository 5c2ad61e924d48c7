/** Commands that come over the HTTP API are part of the caller's trace; records bear W3C headers, and none while nothing is traced. */
import { randomUUID } from 'node:crypto';
import { topics } from '../../../schemas/topics.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { setTracing } from '../../../services/platform/tracing/tracing.ts';
import { openTestApi, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';
import { sdkTo, startCollector, type TraceCollector } from '../../support/trace-collector.ts';

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

let api: TestApi;
let token: string;
let collector: TraceCollector;
let headersSeen: Array<Record<string, string>>;
let stop: () => Promise<void>;

beforeAll(async () => {
  collector = await startCollector();
  const sdk = sdkTo(collector.url, { name: 'parentbased_always_off', ratio: 0 });
  ({ stop } = sdk);
  setTracing(sdk);
  api = await openTestApi();
  headersSeen = await headersOn(`${api.system.settings.namespace}${topics.campaignCommands.name}`);
  token = await api.tokenWith(['outbound:contactList:*']);
  await api.system.start('importer', startImporter);
});
afterAll(async () => {
  setTracing(null);
  await api.close();
  await collector.close();
});

/** The headers of the records that appear on a topic; the array grows. */
async function headersOn(topic: string): Promise<Array<Record<string, string>>> {
  const seen: Array<Record<string, string>> = [];
  const consumer = api.context.kafka.consumer({ groupId: randomUUID() });
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) => {
      seen.push(Object.fromEntries(Object.entries(message.headers ?? {}).map(([n, v]) => [n, String(v)])));
    },
  });
  const close = api.close.bind(api);
  api = { ...api, close: () => consumer.disconnect().then(close) };
  return seen;
}

const make = (traceparent?: string) =>
  api.call('POST', '/api/v2/outbound/contactlists', {
    token,
    headers: traceparent === undefined ? {} : { traceparent },
    body: {
      name: `l ${randomUUID()}`,
      columnNames: ['id', 'phone'],
      whatsAppColumns: [{ columnName: 'phone', type: 'cell' }],
    },
  });

test('a call with a traceparent is traced to its outcome, one with a malformed one as if it had none', async () => {
  expect((await make(`00-${CALLER.traceId}-${CALLER.spanId}-01`)).status).toBe(200);
  expect((await make(`00-${CALLER.traceId}-${CALLER.spanId}-zz`)).status).toBe(200);
  expect((await make(`00-${CALLER.traceId}-${CALLER.spanId}-00`)).status).toBe(200);
  await until('the commands are seen', () => headersSeen.length === 3);
  setTracing(null);
  expect((await make(`00-${CALLER.traceId}-${CALLER.spanId}-01`)).status).toBe(200);
  await until('the last command is seen', () => headersSeen.length === 4);
  await stop();

  const spans = collector.ofTrace(CALLER.traceId);
  const one = (name: string) => spans.find((span) => span.name.replace(/ t[0-9a-f]{10}-/, ' ') === name);
  const [request, command, send, decide] = [
    'POST /api/v2/outbound/contactlists',
    'command CreateContactList',
    'send campaign-commands',
    'decide campaign-commands',
  ].map(one);
  expect(request).toMatchObject({
    parentSpanId: CALLER.spanId,
    attributes: { 'http.response.status_code': 200, 'http.route': '/api/v2/outbound/contactlists' },
  });
  expect(command).toMatchObject({ parentSpanId: request?.spanId, attributes: { 'wac.accepted': true } });
  expect(send?.parentSpanId).toBe(command?.spanId);
  expect(decide).toMatchObject({ parentSpanId: send?.spanId, attributes: { 'wac.outcome': 'accepted' } });
  expect(spans.filter(({ name }) => name.startsWith('decide'))).toHaveLength(1);
  // the sampler takes nothing by itself
  expect(collector.spans.filter(({ name }) => name.startsWith('decide'))).toHaveLength(1);

  const parents = headersSeen.map(({ traceparent }) => traceparent);
  expect(parents[0]).toBe(`00-${CALLER.traceId}-${send?.spanId}-01`);
  // begun by nobody that is recorded: whoever reads it is told so
  expect(parents[1]).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  expect(parents[1]).not.toContain(CALLER.traceId);
  expect(parents[2]).toMatch(new RegExp(`^00-${CALLER.traceId}-[0-9a-f]{16}-00$`));
  // off: no header at all
  expect(headersSeen[3]).toEqual({});
});
