/**
 * Where traces go, and how many: the variables of OpenTelemetry (https://opentelemetry.io/docs/specs/otel/configuration/
 * sdk-environment-variables/). Nothing is traced unless one of them asks for it.
 */
import type { Env } from './env.ts';
import { pairsOf } from './pairs.ts';
import type { samplers } from './samplers.ts';

export type SamplerSettings = {
  readonly name: (typeof samplers)[number];
  /** Share of the traces that begin here, 0 to 1; for the samplers by trace id. */
  readonly ratio: number;
};

export type TracingSettings = {
  /** Where spans are posted to, as OTLP in JSON. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Spans wait so long to be handed over together, and so many at most: further ones are lost. */
  readonly delayMs: number;
  readonly queue: number;
  readonly sampler: SamplerSettings;
  /** `service.name` of this process; empty: `wac-` and the name of the process. */
  readonly serviceName: string;
  /** Further attributes of this process. */
  readonly resource: Readonly<Record<string, string>>;
};

const DEFAULT_ENDPOINT = 'http://localhost:4318';
const PATH = '/v1/traces';
const MAX_TIMEOUT_MS = 60_000;

/**
 * @param headers the value of OTEL_EXPORTER_OTLP_HEADERS, which may be in a file
 * @returns null for a process that traces nothing
 */
export function readTracing(env: Env, headers: string): { values: TracingSettings | null; faults: string[] } {
  const endpoint = env.OTEL_EXPORTER_OTLP_ENDPOINT;
  const url = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || endpoint;
  const isWished = env.OTEL_TRACES_EXPORTER === 'otlp' || (env.OTEL_TRACES_EXPORTER === '' && url !== '');
  const readHeaders = pairsOf(headers);
  const resource = pairsOf(env.OTEL_RESOURCE_ATTRIBUTES);
  const faults = [
    ...(readHeaders ? [] : ['OTEL_EXPORTER_OTLP_HEADERS: expected name=value,name=value, percent-encoded']),
    ...(env.OTEL_TRACES_SAMPLER_ARG >= 0 && env.OTEL_TRACES_SAMPLER_ARG <= 1
      ? []
      : [`OTEL_TRACES_SAMPLER_ARG: ${env.OTEL_TRACES_SAMPLER_ARG} must lie between 0 and 1`]),
    ...(env.OTEL_EXPORTER_OTLP_TIMEOUT <= MAX_TIMEOUT_MS
      ? []
      : [`OTEL_EXPORTER_OTLP_TIMEOUT: ${env.OTEL_EXPORTER_OTLP_TIMEOUT} must be at most ${MAX_TIMEOUT_MS}`]),
  ];
  if (!isWished || env.OTEL_SDK_DISABLED || faults.length > 0) return { values: null, faults };
  return {
    values: {
      // the variable for traces alone is the whole URL, the other one is the base
      url:
        env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ||
        `${(endpoint || DEFAULT_ENDPOINT).replace(/\/+$/, '')}${PATH}`,
      headers: readHeaders ?? {},
      timeoutMs: env.OTEL_EXPORTER_OTLP_TIMEOUT,
      delayMs: env.OTEL_BSP_SCHEDULE_DELAY,
      queue: env.OTEL_BSP_MAX_QUEUE_SIZE,
      sampler: { name: env.OTEL_TRACES_SAMPLER, ratio: env.OTEL_TRACES_SAMPLER_ARG },
      serviceName: env.OTEL_SERVICE_NAME,
      resource: resource ?? {},
    },
    faults,
  };
}
