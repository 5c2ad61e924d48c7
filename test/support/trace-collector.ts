/** An OTLP/HTTP collector within the test: keeps what the processes hand over, and finds its way in it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SamplerSettings } from '../../config/tracing.ts';
import { openSdk } from '../../services/platform/tracing/open-sdk.ts';
import type { Tracing } from '../../services/platform/tracing/tracing.ts';

export type CollectedSpan = {
  service: string;
  traceId: string;
  spanId: string;
  /** Null where a trace begins. */
  parentSpanId: string | null;
  name: string;
  kind: number;
  startMs: number;
  endMs: number;
  attributes: Record<string, unknown>;
  links: Array<{ traceId: string; spanId: string }>;
  isError: boolean;
};

export type TraceCollector = {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  /** Everything that was handed over, as it came. */
  readonly raw: readonly string[];
  /** Headers of the calls. */
  readonly headers: ReadonlyArray<NodeJS.Dict<string | string[]>>;
  ofTrace(traceId: string): CollectedSpan[];
  close(): Promise<void>;
};

/** The SDK as a process has it, within the test; nothing is handed over before it stops. */
export const sdkTo = (url: string, sampler: SamplerSettings, namespace = ''): Tracing =>
  openSdk(
    'test',
    { instanceId: 'one', namespace },
    {
      url: `${url}/v1/traces`,
      headers: { authorization: 'Basic eDp5' },
      timeoutMs: 1_000,
      delayMs: 60_000,
      queue: 10_000,
      sampler,
      serviceName: '',
      resource: { 'deployment.environment.name': 'test' },
    },
  );

/** The settings with which a process hands over everything at once. */
export const tracingTo = (url: string): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_TRACES_SAMPLER: 'parentbased_always_on',
  OTEL_BSP_SCHEDULE_DELAY: '200',
  OTEL_BSP_MAX_QUEUE_SIZE: '100000',
});

export async function startCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const raw: string[] = [];
  const headers: Array<NodeJS.Dict<string | string[]>> = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      if (request.url !== '/v1/traces' || request.headers['content-type'] !== 'application/json')
        return void response.writeHead(415).end();
      raw.push(body);
      headers.push(request.headers);
      spans.push(...spansOf(JSON.parse(body) as Exported));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ spans, raw, headers },
    ofTrace: (traceId) => spans.filter((span) => span.traceId === traceId),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Value = { stringValue?: string; intValue?: number | string; boolValue?: boolean; doubleValue?: number };
type Attributes = Array<{ key: string; value: Value }>;
type Exported = {
  resourceSpans: Array<{
    resource: { attributes: Attributes };
    scopeSpans: Array<{
      spans: Array<{
        traceId: string;
        spanId: string;
        parentSpanId?: string;
        name: string;
        kind: number;
        startTimeUnixNano: string;
        endTimeUnixNano: string;
        attributes: Attributes;
        links?: Array<{ traceId: string; spanId: string }>;
        status?: { code?: number };
      }>;
    }>;
  }>;
};

const ERROR = 2;

function spansOf({ resourceSpans }: Exported): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = String(attributesOf(resource.attributes)['service.name']);
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        service,
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId || null,
        name: span.name,
        kind: span.kind,
        startMs: Number(BigInt(span.startTimeUnixNano) / 1_000_000n),
        endMs: Number(BigInt(span.endTimeUnixNano) / 1_000_000n),
        attributes: attributesOf(span.attributes),
        links: (span.links ?? []).map(({ traceId, spanId }) => ({ traceId, spanId })),
        isError: span.status?.code === ERROR,
      })),
    );
  });
}

const attributesOf = (attributes: Attributes): Record<string, unknown> =>
  Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      value.stringValue ?? value.boolValue ?? value.doubleValue ?? Number(value.intValue),
    ]),
  );
