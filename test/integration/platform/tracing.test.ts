/** What a process hands over, and what becomes of it when the collector is not there. */
import { createLogger } from '../../../services/platform/process/logger.ts';
import { logTracing, startTracing, stopTracing } from '../../../services/platform/tracing/start-tracing.ts';
import { failed, inSpan, isTracing, startSpan } from '../../../services/platform/tracing/tracing.ts';
import { until } from '../../support/test-system.ts';
import { startCollector, tracingTo, type TraceCollector } from '../../support/trace-collector.ts';
import { readEnv } from '../../../config/env.ts';
import { toSettings } from '../../../config/settings.ts';

let collector: TraceCollector;
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(() => collector.close());

const lines: string[] = [];
const log = createLogger('test', 'one', 'warn', false, { write: (line) => void lines.push(line) });
const start = async (over: Record<string, string> = {}): Promise<void> => {
  await startTracing(
    'test',
    toSettings(readEnv({ ...tracingTo(collector.url), INSTANCE_ID: 'one', ...over })),
  );
  await logTracing(log);
};

test('spans are handed over with who has them, and with the headers of the settings', async () => {
  await start({
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Basic%20eDp5',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=here',
  });
  await inSpan(
    'outer',
    () => ({ attributes: { a: 1 } }),
    () =>
      inSpan(
        'inner',
        () => ({}),
        () => Promise.resolve(),
      ),
  );
  await stopTracing(log);
  expect(isTracing()).toBe(false);
  const [outer, inner] = ['outer', 'inner'].map((name) => collector.spans.find((span) => span.name === name));
  expect(outer).toMatchObject({ service: 'wac-test', parentSpanId: null, attributes: { a: 1 } });
  expect(inner).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId });
  expect(collector.headers[0]).toMatchObject({ authorization: 'Basic eDp5' });
  expect(collector.raw.join('')).toMatch(/"service.instance.id".*"one"/);
  expect(collector.raw.join('')).toContain('"deployment.environment.name"');
});

test('an error is named by its kind, never by its text', async () => {
  await start();
  const refused = new RangeError('the number +13175550100 is refused');
  await expect(
    inSpan(
      'refused',
      () => ({}),
      () => Promise.reject(refused),
    ),
  ).rejects.toBe(refused);
  const odd = startSpan('odd');
  failed(odd, '+13175550101');
  odd.end();
  await stopTracing(log);
  expect(collector.spans).toMatchObject([
    { name: 'refused', isError: true, attributes: { 'error.type': 'RangeError' } },
    { name: 'odd', isError: true, attributes: { 'error.type': 'unknown' } },
  ]);
  expect(collector.raw.join('')).not.toContain('1317555');
});

test('without a collector the work is done, and the log says what is lost', async () => {
  const { url } = collector;
  await collector.close();
  await start({ OTEL_EXPORTER_OTLP_ENDPOINT: url, OTEL_EXPORTER_OTLP_TIMEOUT: '500' });
  lines.length = 0;
  expect(
    await inSpan(
      'lost',
      () => ({}),
      () => Promise.resolve('done'),
    ),
  ).toBe('done');
  await until('it is logged', () => lines.some((line) => line.includes('traces cannot be handed over')));
  expect(lines.join('')).toContain('"reason":"connect ECONNREFUSED');
  await stopTracing(log);
});
