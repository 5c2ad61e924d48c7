/** The SDK of OpenTelemetry: loaded by processes that trace, and by no other. */
import { context, createContextKey, diag, DiagLogLevel, SpanKind, type Context } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  RandomIdGenerator,
  SamplingDecision,
  TraceIdRatioBasedSampler,
  TracerProvider,
  type IdGenerator,
  type Sampler,
} from '@opentelemetry/sdk-trace';
import type { SamplerSettings, TracingSettings } from '../../../config/tracing.ts';
import type { Tracing } from './tracing.ts';

const MAX_BATCH = 512;
const ALWAYS = createContextKey('recorded whatever the share of traces is');

/** @param process the name of the process, e.g. `sender` */
export function openSdk(
  process: string,
  { instanceId, namespace }: { instanceId: string; namespace: string },
  settings: TracingSettings,
): Tracing {
  const rootSampler = rootSamplerOf(settings.sampler);
  const ids = idsByRule();
  const exporter = new OTLPTraceExporter({
    url: settings.url,
    headers: settings.headers,
    timeoutMillis: settings.timeoutMs,
  });
  const processor = new BatchSpanProcessor({
    exporter,
    scheduledDelayMillis: settings.delayMs,
    maxQueueSize: settings.queue,
    maxExportBatchSize: Math.min(settings.queue, MAX_BATCH),
  });
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        ...settings.resource,
        'service.name': settings.serviceName || `wac-${process}`,
        'service.instance.id': instanceId,
      }),
    ),
    sampler: withExceptions(samplerOf(settings.sampler, rootSampler), isOff(settings.sampler)),
    idGenerator: ids.generator,
    spanProcessors: [processor],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return {
    tracer: provider.getTracer('whatsapp-campaigns'),
    namespace,
    samples: (traceId) => isTaken(rootSampler, traceId),
    withIds: ids.withIds,
    always: (parent) => parent.setValue(ALWAYS, true),
    async stop() {
      await provider.shutdown();
      context.disable();
    },
  };
}

/** What the SDK has to say goes to `say`: warnings and errors alone. */
export function hearSdk(say: (message: string) => void): void {
  const quiet = (): void => undefined;
  diag.setLogger(
    { error: say, warn: say, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

function rootSamplerOf({ name, ratio }: SamplerSettings): Sampler {
  if (name.endsWith('always_on')) return new AlwaysOnSampler();
  return name.endsWith('always_off') ? new AlwaysOffSampler() : new TraceIdRatioBasedSampler(ratio);
}

const samplerOf = ({ name }: SamplerSettings, root: Sampler): Sampler =>
  name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;

const isOff = ({ name, ratio }: SamplerSettings): boolean =>
  name.endsWith('always_off') || (name.endsWith('traceidratio') && ratio === 0);

const isTaken = (sampler: Sampler, traceId: string): boolean =>
  sampler.shouldSample(context.active(), traceId, '', SpanKind.INTERNAL, {}, []).decision ===
  SamplingDecision.RECORD_AND_SAMPLED;

const withExceptions = (sampler: Sampler, isOff: boolean): Sampler => ({
  shouldSample: (parent: Context, ...of) =>
    !isOff && parent.getValue(ALWAYS) === true
      ? { decision: SamplingDecision.RECORD_AND_SAMPLED }
      : sampler.shouldSample(parent, ...of),
  toString: () => `${sampler.toString()} with exceptions`,
});

/** Random ids, except those that the next span is to have. */
function idsByRule(): { generator: IdGenerator; withIds: Tracing['withIds'] } {
  const random = new RandomIdGenerator();
  let next: { traceId?: string; spanId?: string } = {};
  return {
    generator: {
      generateTraceId: () => next.traceId ?? random.generateTraceId(),
      generateSpanId: () => next.spanId ?? random.generateSpanId(),
    },
    withIds(ids, start) {
      next = ids;
      try {
        return start();
      } finally {
        next = {};
      }
    },
  };
}
