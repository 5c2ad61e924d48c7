/** Settings of every process, nested, with units in the names; made from the flat environment. */
import { hostname } from 'node:os';
import { EnvironmentFault, readEnv, type Env } from './env.ts';
import { readConnections } from './connections.ts';
import { durationsMs } from './durations.ts';
import { edgeFaults } from './edge-faults.ts';
import { readFaultPoints } from './fault-points.ts';
import { readIdentityProvider, type IdentityProvider } from './identity-provider.ts';
import { paceFaults } from './pace-faults.ts';
import { retentionFaults, retentionOf } from './retention.ts';
import { list } from './list.ts';
import { readOrigins, type Origins } from './read-origins.ts';
import { readSecrets, type Secrets } from './read-secrets.ts';
import { readTokens } from './read-tokens.ts';
import type { Settings } from './settings-shape.ts';
import { timeFaults } from './time-faults.ts';
import { readTracing } from './tracing.ts';

export type { Settings } from './settings-shape.ts';

/**
 * @param env flat environment
 * @throws EnvironmentFault for values that contradict each other, or secret files that cannot be read
 */
export function toSettings(env: Env = readEnv()): Settings {
  const secrets = readSecrets(env);
  const origins = readOrigins(env);
  const tokens = readTokens(secrets.values.WHATSAPP_ACCESS_TOKENS);
  const connections = readConnections(env, secrets.values, new Date());
  const signIn = readIdentityProvider(env, secrets.values.OIDC_CLIENT_SECRET);
  const faultPoints = readFaultPoints(env.FAULT_POINTS);
  const tracing = readTracing(env, secrets.values.OTEL_EXPORTER_OTLP_HEADERS);
  const faults = [
    ...paceFaults(env),
    ...retentionFaults(env),
    ...timeFaults(env),
    ...secrets.faults,
    ...connections.faults,
    ...edgeFaults(env, secrets.values),
    ...faultPoints.faults,
    ...origins.faults,
    ...signIn.faults,
    ...tokens.faults,
    ...tracing.faults,
  ];
  if (faults.length > 0)
    throw new EnvironmentFault(
      `The environment has ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    );
  return {
    instanceId: env.INSTANCE_ID || `${hostname()}-${process.pid}`,
    namespace: env.NAMESPACE,
    log: { level: env.LOG_LEVEL, pretty: env.LOG_PRETTY },
    process: {
      stopWithinMs: env.STOP_WITHIN_MS,
      drainMs: env.DRAIN_MS,
      stalledAfterMs: env.STALLED_AFTER_MS,
    },
    faultPoints: faultPoints.armed,
    tracing: tracing.values,
    kafka: {
      ...connections.values.kafka,
      client: env.KAFKA_CLIENT,
      replication: env.KAFKA_REPLICATION,
      sessionMs: env.KAFKA_SESSION_MS,
      deadLettersBeforeStop: env.DEAD_LETTERS_BEFORE_STOP,
    },
    registry: connections.values.registry,
    mongo: { ...connections.values.mongo, database: env.MONGODB_DATABASE },
    optOut: { stopWords: list(env.OPT_OUT_WORDS), startWords: list(env.OPT_IN_WORDS) },
    watchedCertificates: list(env.WATCHED_CERTIFICATES),
    outcomesOnCampaignEvents: env.OUTCOMES_ON_CAMPAIGN_EVENTS,
    pace: {
      margin: env.PACE_MARGIN,
      horizonMs: env.SEND_HORIZON_MS,
      isUnchecked: env.PACE_UNCHECKED,
      peopleWindowMs: env.PEOPLE_WINDOW_MS,
    },
    retention: retentionOf(env),
    outcomes: { noNewsAfterMs: env.NO_NEWS_AFTER_HOURS * 3_600_000 },
    people: { key: secrets.values.PEOPLE_KEY },
    subscriptions: subscriptionSettings(env, secrets.values, origins.values),
    http: httpSettings(env),
    api: apiSettings(env, secrets.values, origins.values, signIn.provider),
    webhook: webhookSettings(env, secrets.values),
    cloudApi: cloudApiSettings(env, tokens.values),
    imports: importsSettings(env, origins.values),
    limits: limitsSettings(env),
    send: sendSettings(env),
  };
}

const subscriptionSettings = (env: Env, secrets: Secrets, origins: Origins): Settings['subscriptions'] => ({
  key: secrets.SUBSCRIPTION_KEY,
  internalOrigins: origins.SUBSCRIPTION_INTERNAL_ORIGINS,
  timeoutMs: env.SUBSCRIPTION_TIMEOUT_MS,
  retriesMs: durationsMs(env.SUBSCRIPTION_RETRIES),
  disableAfterMs: env.SUBSCRIPTION_DISABLE_AFTER_HOURS * 3_600_000,
});

const httpSettings = (env: Env): Settings['http'] => ({
  host: env.HOST,
  healthPort: env.HEALTH_PORT,
  apiPort: env.API_PORT,
  webhookPort: env.WEBHOOK_PORT,
  requestMs: env.HTTP_REQUEST_MS,
});

const apiSettings = (
  env: Env,
  secrets: Secrets,
  origins: Origins,
  provider: IdentityProvider | null,
): Settings['api'] => ({
  secret: secrets.API_SECRET,
  publicUrl: env.API_PUBLIC_URL.replace(/\/+$/, ''),
  trustedProxies: list(env.API_TRUSTED_PROXIES),
  corsOrigins: origins.API_CORS_ORIGINS,
  tokenMs: env.API_TOKEN_MINUTES * 60_000,
  requestsPerMinute: env.API_REQUESTS_PER_MINUTE,
  signInsPerMinute: env.API_SIGN_INS_PER_MINUTE,
  listeners: env.API_LISTENERS,
  listenersPerCaller: env.API_LISTENERS_PER_CALLER,
  uploadBytes: env.API_UPLOAD_MAX_BYTES,
  uploadMs: Math.max(env.API_UPLOAD_MS, env.HTTP_REQUEST_MS),
  consoleDirectory: env.CONSOLE_DIRECTORY,
  identityProvider: provider,
});

const webhookSettings = (env: Env, secrets: Secrets): Settings['webhook'] => ({
  verifyToken: secrets.WEBHOOK_VERIFY_TOKEN,
  appSecrets: list(secrets.WHATSAPP_APP_SECRETS),
  allowUnsigned: env.WEBHOOK_ALLOW_UNSIGNED,
  keepRaw: env.WEBHOOK_KEEP_RAW,
});

const cloudApiSettings = (env: Env, accessTokens: ReadonlyMap<string, string>): Settings['cloudApi'] => ({
  baseUrl: env.WHATSAPP_BASE_URL,
  version: env.WHATSAPP_GRAPH_VERSION,
  accessTokens,
  syncEveryMs: env.WHATSAPP_SYNC_MS,
  syncTimeoutMs: env.WHATSAPP_SYNC_TIMEOUT_MS,
});

const importsSettings = (env: Env, origins: Origins): Settings['imports'] => ({
  directories: list(env.IMPORT_DIRECTORIES),
  urls: {
    origins: origins.IMPORT_URL_ORIGINS,
    internalOrigins: origins.IMPORT_INTERNAL_URL_ORIGINS,
    maxBytes: env.IMPORT_URL_MAX_BYTES,
    timeoutMs: env.IMPORT_URL_TIMEOUT_MS,
  },
  batchRows: env.IMPORT_BATCH_ROWS,
  leaseMs: env.IMPORT_LEASE_MS,
});

const limitsSettings = (env: Env): Settings['limits'] => ({
  campaigns: env.MAX_CAMPAIGNS,
  contactLists: env.MAX_CONTACT_LISTS,
  dncLists: env.MAX_DNC_LISTS,
  filters: env.MAX_CONTACT_LIST_FILTERS,
  activeCampaigns: env.MAX_ACTIVE_CAMPAIGNS,
  messagesPerSecond: env.MAX_MESSAGES_PER_SECOND,
});

const sendSettings = (env: Env): Settings['send'] => ({
  latenessMs: env.SEND_LATENESS_MS,
  claimAheadMs: env.SEND_CLAIM_AHEAD_MS,
  timeoutMs: env.SEND_TIMEOUT_MS,
  leaseMs: env.SEND_LEASE_MS,
  connections: env.SEND_CONNECTIONS,
  maxAttempts: env.SEND_MAX_ATTEMPTS,
  maxFailuresInRow: env.SEND_MAX_FAILURES_IN_ROW,
});
