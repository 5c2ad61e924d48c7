/** The only reader of process.env: flat, every variable optional, all faults reported at once. config/README.md lists them. */
import { cleanEnv, str, type ReporterOptions } from 'envalid';
import {
  atLeastOne,
  bool,
  brokers,
  count,
  databaseName,
  decimal,
  graphVersion,
  hours,
  httpUrl,
  listenAddress,
  milliseconds,
  mongoUrl,
  namespace,
  port,
  someMilliseconds,
  tlsAddresses,
} from './readers.ts';

/** A faulty environment: one line per variable with what was found and expected. */
export class EnvironmentFault extends Error {}

/**
 * @param source the environment to read
 * @throws EnvironmentFault naming every faulty variable
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env) {
  return cleanEnv(
    source,
    {
      NODE_ENV: str({ default: '' }),
      INSTANCE_ID: str({ default: '' }),
      NAMESPACE: namespace({ default: '' }),
      LOG_LEVEL: str({
        default: 'info',
        choices: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      }),
      LOG_PRETTY: bool({ default: false }),
      FAULT_POINTS: str({ default: '', desc: 'for tests only' }),
      HOST: listenAddress({ default: '127.0.0.1' }),
      HEALTH_PORT: port({ default: 9100 }),
      HTTP_REQUEST_MS: someMilliseconds({ default: 20_000 }),
      STOP_WITHIN_MS: milliseconds({ default: 45_000 }),
      DRAIN_MS: milliseconds({ default: 0 }),
      STALLED_AFTER_MS: milliseconds({ default: 180_000 }),
      KAFKA_BROKERS: brokers({ default: '127.0.0.1:9092' }),
      KAFKA_REPLICATION: atLeastOne({ default: 1 }),
      KAFKA_SESSION_MS: someMilliseconds({ default: 10_000 }),
      DEAD_LETTERS_BEFORE_STOP: count({ default: 500 }),
      SCHEMA_REGISTRY_URL: httpUrl({ default: 'http://127.0.0.1:8081/apis/ccompat/v7' }),
      MONGODB_URL: mongoUrl({ default: 'mongodb://127.0.0.1:27017/?replicaSet=rs0' }),
      MONGODB_DATABASE: databaseName({ default: 'campaigns' }),
      API_PORT: port({ default: 8080 }),
      API_SECRET: str({ default: '' }),
      API_SECRET_FILE: str({ default: '' }),
      API_PUBLIC_URL: httpUrl({ default: 'http://127.0.0.1:8080' }),
      API_CORS_ORIGINS: str({ default: '', desc: 'exact origins, comma-separated' }),
      API_TOKEN_MINUTES: atLeastOne({ default: 60 }),
      API_REQUESTS_PER_MINUTE: atLeastOne({ default: 6_000 }),
      API_SIGN_INS_PER_MINUTE: atLeastOne({ default: 60 }),
      API_UPLOAD_MAX_BYTES: count({ default: 1_073_741_824 }),
      API_UPLOAD_MS: someMilliseconds({ default: 600_000 }),
      CONSOLE_DIRECTORY: str({ default: 'dist/console' }),
      WEBHOOK_PORT: port({ default: 8082 }),
      WEBHOOK_ALLOW_UNSIGNED: bool({ default: false, desc: 'for local tries only' }),
      WEBHOOK_VERIFY_TOKEN: str({ default: '' }),
      WEBHOOK_VERIFY_TOKEN_FILE: str({ default: '' }),
      WHATSAPP_APP_SECRETS: str({ default: '' }),
      WHATSAPP_APP_SECRETS_FILE: str({ default: '' }),
      OPT_OUT_WORDS: str({ default: '', desc: 'further words, comma-separated' }),
      OPT_IN_WORDS: str({ default: '', desc: 'further words, comma-separated' }),
      WHATSAPP_BASE_URL: httpUrl({ default: 'https://graph.facebook.com' }),
      WHATSAPP_PLAIN_HTTP_HOST: str({ default: '', desc: 'a simulator beyond loopback' }),
      WHATSAPP_GRAPH_VERSION: graphVersion({ default: 'v24.0' }),
      WHATSAPP_ACCESS_TOKENS: str({ default: '', desc: 'name=token,name=token' }),
      WHATSAPP_ACCESS_TOKENS_FILE: str({ default: '' }),
      WHATSAPP_SYNC_MS: milliseconds({ default: 900_000 }),
      WHATSAPP_SYNC_TIMEOUT_MS: milliseconds({ default: 15_000 }),
      WATCHED_CERTIFICATES: tlsAddresses({ default: '' }),
      IMPORT_DIRECTORIES: str({ default: '' }),
      IMPORT_URL_ORIGINS: str({ default: '', desc: 'exact origins, comma-separated' }),
      IMPORT_INTERNAL_URL_ORIGINS: str({ default: '', desc: 'as IMPORT_URL_ORIGINS; may be internal hosts' }),
      IMPORT_URL_MAX_BYTES: count({ default: 1_073_741_824 }),
      IMPORT_URL_TIMEOUT_MS: someMilliseconds({ default: 600_000 }),
      IMPORT_BATCH_ROWS: atLeastOne({ default: 1000 }),
      IMPORT_LEASE_MS: someMilliseconds({ default: 10_000 }),
      OUTCOMES_ON_CAMPAIGN_EVENTS: bool({ default: false }),
      MAX_CAMPAIGNS: count({ default: 1000 }),
      MAX_CONTACT_LISTS: count({ default: 1000 }),
      MAX_DNC_LISTS: count({ default: 1000 }),
      MAX_CONTACT_LIST_FILTERS: count({ default: 1000 }),
      MAX_ACTIVE_CAMPAIGNS: count({ default: 25 }),
      MAX_MESSAGES_PER_SECOND: atLeastOne({ default: 1000 }),
      PACE_MARGIN: decimal({ default: 0.01 }),
      PACE_UNCHECKED: bool({ default: false, desc: 'for measurements only' }),
      SEND_HORIZON_MS: milliseconds({ default: 500 }),
      SEND_CLAIM_AHEAD_MS: milliseconds({ default: 250 }),
      SEND_LATENESS_MS: milliseconds({ default: 500 }),
      SEND_TIMEOUT_MS: someMilliseconds({ default: 30_000 }),
      SEND_LEASE_MS: someMilliseconds({ default: 60_000 }),
      SEND_CONNECTIONS: atLeastOne({ default: 256 }),
      SEND_MAX_ATTEMPTS: atLeastOne({ default: 5 }),
      SEND_MAX_FAILURES_IN_ROW: count({ default: 10 }),
      NO_NEWS_AFTER_HOURS: hours({ default: 720 }),
      WEBHOOK_KEEP_RAW: bool({ default: true }),
      SIMULATOR_HOST: listenAddress({ default: '127.0.0.1' }),
      SIMULATOR_PORT: port({ default: 8090 }),
      SIMULATOR_WEBHOOK_URL: str({ default: '' }),
      SIMULATOR_APP_SECRET: str({ default: '' }),
      SIMULATOR_APP_SECRET_FILE: str({ default: '' }),
      SIMULATOR_ACCESS_TOKEN: str({ default: '' }),
      SIMULATOR_ACCESS_TOKEN_FILE: str({ default: '' }),
      SIMULATOR_SEED: str({ default: '1' }),
      SIMULATOR_SCENARIO: str({ default: '' }),
    },
    { reporter: reportAll },
  );
}

export type Env = ReturnType<typeof readEnv>;

function reportAll({ errors }: ReporterOptions<unknown>): void {
  const faults = Object.entries(errors as Record<string, Error>).map(
    ([name, error]) => `  ${name}: ${error.message}`,
  );
  if (faults.length > 0)
    throw new EnvironmentFault(`The environment has ${faults.length} fault(s):\n${faults.join('\n')}`);
}
