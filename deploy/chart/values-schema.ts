/**
 * The JSON Schema of the chart's values: refuses what is misspelt. The names of settings are those that
 * config/env.ts reads. Pure.
 */
import { readEnv } from '../../config/env.ts';
import { samplers } from '../../config/samplers.ts';
import { ourServices } from '../local/our-services.ts';
import { secretReaders } from './system.ts';

type Schema = Readonly<Record<string, unknown>>;

const text: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const count: Schema = { type: 'integer', minimum: 0 };
const some: Schema = { type: 'integer', minimum: 1 };
const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const texts: Schema = { type: 'object', additionalProperties: text };
const anything: Schema = { type: 'object' };
const objects: Schema = { type: 'array', items: anything };
const oneOf = (...words: string[]): Schema => ({ type: 'string', enum: words });
const url = (pattern: string): Schema => ({ type: 'string', pattern });

/** Nothing but these properties. */
const only = (properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema => ({
  type: 'object',
  additionalProperties: false,
  properties,
  ...(required.length > 0 ? { required } : {}),
});

/**
 * Settings that have a value of their own in the chart, come from secrets, or are for tests, tries and the
 * simulator.
 */
const ELSEWHERE = new Set([
  'FAULT_POINTS',
  'HEALTH_PORT',
  'HOST',
  'INSTANCE_ID',
  'KAFKA_BROKERS',
  'KAFKA_REPLICATION',
  'LOG_PRETTY',
  'MONGODB_DATABASE',
  'NAMESPACE',
  'NODE_ENV',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  'PACE_UNCHECKED',
  'PEOPLE_WINDOW_MS',
  'SCHEMA_REGISTRY_URL',
  'API_PORT',
  'WEBHOOK_ALLOW_UNSIGNED',
  'WEBHOOK_PORT',
]);

/** What `settings` may name. */
export const settingNames = (): string[] =>
  Object.keys(readEnv({}))
    .filter((name) => !ELSEWHERE.has(name) && !name.startsWith('SIMULATOR_') && !name.endsWith('_FILE'))
    .filter((name) => !(name in secretReaders))
    .sort();

const digest: Schema = { type: 'string', pattern: '^(sha256:[0-9a-f]{64})?$' };
const settings: Schema = { $ref: '#/definitions/settings' };
const secret = only({ name: text, key: { type: 'string', minLength: 1 } }, ['name', 'key']);
const scaling = { enabled: flag, minReplicas: some, maxReplicas: some };
const service = (name: string): Schema =>
  only(
    {
      replicas: count,
      internet: flag,
      tmp: text,
      settings,
      resources: anything,
      podAnnotations: texts,
      image: only({ tag: text, digest: digest }),
      ...(['sender', 'status'].includes(name) ? { autoscaling: only({ ...scaling, lag: some }) } : {}),
      ...(name === 'webhook' ? { autoscaling: only({ ...scaling, cpu: some }) } : {}),
    },
    ['replicas'],
  );
const edge = only({ enabled: flag, className: text, host: text, annotations: texts, tlsSecret: text });

/** Where Kafka, the registry, MongoDB and the collector of traces are. */
const connections = {
  kafka: only({
    brokers: url('^[\\w.-]+:\\d{1,5}(\\s*,\\s*[\\w.-]+:\\d{1,5})*$'),
    replication: some,
    namespace: url('^[\\w.-]{0,100}$'),
  }),
  registry: only({ url: url('^https?://') }),
  mongodb: only({
    url: url('^mongodb(\\+srv)?://[^@]*$'),
    urlSecret: secret,
    database: text,
    port,
  }),
  trustedCertificates: only({ configMap: text, key: text }),
  tracing: only({
    endpoint: url('^(https?://.+)?$'),
    sampler: oneOf(...samplers),
    ratio: { type: 'number', minimum: 0, maximum: 1 },
  }),
};

/** Objects that depend on what the cluster has. */
const ofTheCluster = {
  keda: only({
    pollingSeconds: some,
    scaleDownAfterSeconds: count,
    authentication: text,
    kafkaMetadata: texts,
  }),
  publish: only({ enabled: flag, mode: oneOf('', 'hook', 'job'), resources: anything }),
  podDisruptionBudgets: only({ enabled: flag, maxUnavailable: some }),
  topologySpread: only({
    enabled: flag,
    whenUnsatisfiable: oneOf('ScheduleAnyway', 'DoNotSchedule'),
    keys: { type: 'array', items: text },
  }),
  drainSeconds: count,
  networkPolicies: only({
    enabled: flag,
    metricsFrom: objects,
    ingressFrom: objects,
    dns: objects,
    kafka: objects,
    registry: objects,
    mongodb: objects,
    tracing: objects,
    extraEgress: objects,
  }),
  monitoring: only({
    serviceMonitor: only({ enabled: flag, interval: text, labels: texts }),
    prometheusRule: only({ enabled: flag, labels: texts }),
    dashboards: only({ enabled: flag, labels: texts, annotations: texts }),
  }),
  ingress: only({ webhook: edge, api: edge }),
  strimzi: only({
    apiVersion: oneOf('kafka.strimzi.io/v1', 'kafka.strimzi.io/v1beta2'),
    cluster: text,
    namespace: text,
    topics: only({ enabled: flag }),
    users: only({ enabled: flag, authentication: oneOf('scram-sha-512', 'tls') }),
  }),
};

export function valuesSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Values of the chart whatsapp-campaigns',
    definitions: {
      settings: {
        type: 'object',
        description: 'Variables of config/README.md',
        propertyNames: { enum: settingNames() },
        additionalProperties: { type: ['string', 'number', 'boolean'] },
      },
    },
    ...only({
      global: anything,
      image: only({
        repository: { type: 'string', minLength: 1 },
        tag: text,
        digest,
        pullPolicy: oneOf('Always', 'IfNotPresent', 'Never'),
      }),
      imagePullSecrets: objects,
      nameOverride: text,
      fullnameOverride: text,
      ...connections,
      settings,
      secrets: only(
        Object.fromEntries(
          Object.keys(secretReaders)
            .filter((name) => name !== 'MONGODB_URL')
            .map((name) => [name, secret]),
        ),
      ),
      services: only(
        Object.fromEntries(ourServices.map(({ name }) => [name, service(name)])),
        ourServices.map(({ name }) => name),
      ),
      ...ofTheCluster,
      serviceAccount: only({ name: text, annotations: texts }),
      podLabels: texts,
      podAnnotations: texts,
      nodeSelector: texts,
      tolerations: objects,
      affinity: anything,
      priorityClassName: text,
    }),
  };
}
