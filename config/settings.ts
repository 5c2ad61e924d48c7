/** Settings of every process, nested, with units in the names; made from the flat environment. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Fault } from '../schemas/fault-points.ts';
import { EnvironmentFault, readEnv, type Env } from './env.ts';
import { edgeFaults } from './edge-faults.ts';
import { readFaultPoints } from './fault-points.ts';
import { identityProvider, type IdentityProvider } from './identity-provider.ts';
import { paceFaults } from './pace-faults.ts';
import { retentionFaults, retentionOf, type Retention } from './retention.ts';

export type Settings = {
  /** The name of this process in leases and logs. */
  instanceId: string;
  /** Prefix of topics and consumer groups, so that several systems (or tests) share one broker. */
  namespace: string;
  log: { level: string; pretty: boolean };
  process: {
    /** A stop that takes longer is cut off; the outcome of work in progress is then unknown. */
    stopWithinMs: number;
    /** How long an HTTP server keeps running after /ready says that it is stopping. */
    drainMs: number;
    /** If work waits for this long and none is done, the process ends, to be restarted. */
    stalledAfterMs: number;
  };
  /** Points at which this process is stopped, frozen or delayed: for tests. */
  faultPoints: Fault[];
  http: {
    host: string;
    healthPort: number;
    apiPort: number;
    webhookPort: number;
    /** A request that has not arrived completely by then is cut off. */
    requestMs: number;
  };
  api: {
    /** Encrypts the keys that sign tokens, and binds sessions; the api does not start without it. */
    secret: string;
    /** The URL of the API for callers, without a slash at its end. */
    publicUrl: string;
    /** Exact origins whose pages may call the API. */
    corsOrigins: string[];
    tokenMs: number;
    /** For one caller. */
    requestsPerMinute: number;
    /** For one address. */
    signInsPerMinute: number;
    /** Live streams of one process, and those of one caller among them. */
    listeners: number;
    listenersPerCaller: number;
    /** Longest file that is uploaded. */
    uploadBytes: number;
    /** Longest time that an upload may take. */
    uploadMs: number;
    /** Of the built console, which the API serves at `/`. */
    consoleDirectory: string;
    /** Where people sign in besides local accounts; null: nowhere. */
    identityProvider: IdentityProvider | null;
  };
  kafka: {
    brokers: string[];
    replication: number;
    /** A consumer without a heartbeat for this long loses its partitions to another. */
    sessionMs: number;
    /** After so many unusable records in a row, consuming their topic stops. 0: never. */
    deadLettersBeforeStop: number;
  };
  registryUrl: string;
  mongo: { url: string; database: string };
  webhook: {
    verifyToken: string;
    /** More than one while a secret is being rotated. */
    appSecrets: string[];
    /** Accept unverified calls when there is no secret: for local tests only. */
    allowUnsigned: boolean;
    /** Store every call as received, on webhook-notifications, so that it can be replayed. */
    keepRaw: boolean;
  };
  /** Words that opt out or in, besides the built-in ones. */
  optOut: { stopWords: string[]; startWords: string[] };
  cloudApi: {
    baseUrl: string;
    version: string;
    accessTokens: ReadonlyMap<string, string>;
    /** How often templates and the status of numbers are read from the provider. */
    syncEveryMs: number;
    /** Timeout of each such request. */
    syncTimeoutMs: number;
  };
  /** TLS servers whose certificates' ends are watched: host or host:port. */
  watchedCertificates: string[];
  imports: {
    directories: string[];
    urls: {
      /** Exact origins; their hosts must not be internal. */
      origins: string[];
      /** Exact origins whose hosts may be internal. */
      internalOrigins: string[];
      maxBytes: number;
      /** For the whole file. */
      timeoutMs: number;
    };
    batchRows: number;
    leaseMs: number;
  };
  /** Publish outcomes of commands on campaign-events too, for programs that still read them there. */
  outcomesOnCampaignEvents: boolean;
  /** `activeCampaigns`: on or stopping at the same time. */
  limits: {
    campaigns: number;
    contactLists: number;
    dncLists: number;
    filters: number;
    activeCampaigns: number;
    messagesPerSecond: number;
  };
  pace: {
    /**
     * The share by which the rate of slots is below the limit, so that jitter never exceeds a sliding minute.
     */
    margin: number;
    /** How long before its slot a message is released. */
    horizonMs: number;
    /** For measurements only: lateness may exceed the margin, so a sliding minute may exceed the limit. */
    isUnchecked: boolean;
  };
  send: {
    /** A message that is later than this is not sent, but gets a new slot. */
    latenessMs: number;
    /**
     * The intent is written no earlier than this before the slot: intents of a killed sender become unknown.
     */
    claimAheadMs: number;
    timeoutMs: number;
    /** An intent without a status update for this long becomes unknown. Longer than the timeout. */
    leaseMs: number;
    connections: number;
    maxAttempts: number;
    /** So many equal permanent failures in a row stop a campaign; 0 = never. */
    maxFailuresInRow: number;
  };
  /** An accepted message whose status stays "sent" for this long has expired: the template's time to live. */
  outcomes: { noNewsAfterMs: number };
  retention: Retention;
};

/** Ending work in progress takes a moment beyond the last request. */
const STOP_RESERVE_MS = 5_000;
const MIN_SYNC_MS = 10_000;
const MAX_SYNC_TIMEOUT_MS = 60_000;
const MIN_REQUEST_MS = 100;
const MAX_REQUEST_MS = 600_000;

/**
 * @param env flat environment
 * @throws EnvironmentFault for values that contradict each other, or secret files that cannot be read
 */
export function toSettings(env: Env = readEnv()): Settings {
  const faults: string[] = [];
  faults.push(...[...paceFaults(env), ...retentionFaults(env)].map((fault) => `  ${fault}`));
  // a request in flight at the stop must be able to end, or its outcome is unknown
  if (env.STOP_WITHIN_MS < env.SEND_TIMEOUT_MS + STOP_RESERVE_MS)
    faults.push(
      `  STOP_WITHIN_MS: ${env.STOP_WITHIN_MS} must be at least SEND_TIMEOUT_MS (${env.SEND_TIMEOUT_MS}) + ${STOP_RESERVE_MS}`,
    );
  if (env.HTTP_REQUEST_MS < MIN_REQUEST_MS || env.HTTP_REQUEST_MS > MAX_REQUEST_MS)
    faults.push(
      `  HTTP_REQUEST_MS: ${env.HTTP_REQUEST_MS} must lie between ${MIN_REQUEST_MS} and ${MAX_REQUEST_MS}`,
    );
  if (env.STALLED_AFTER_MS < 1) faults.push('  STALLED_AFTER_MS: 0 must be above 0');
  if (env.WHATSAPP_SYNC_MS < MIN_SYNC_MS)
    faults.push(
      `  WHATSAPP_SYNC_MS: ${env.WHATSAPP_SYNC_MS} must be at least ${MIN_SYNC_MS}: the provider grants 200 such calls an hour`,
    );
  if (env.WHATSAPP_SYNC_TIMEOUT_MS < 1 || env.WHATSAPP_SYNC_TIMEOUT_MS > MAX_SYNC_TIMEOUT_MS)
    faults.push(
      `  WHATSAPP_SYNC_TIMEOUT_MS: ${env.WHATSAPP_SYNC_TIMEOUT_MS} must lie between 1 and ${MAX_SYNC_TIMEOUT_MS}`,
    );
  const secret = (
    name:
      | 'WEBHOOK_VERIFY_TOKEN'
      | 'WHATSAPP_APP_SECRETS'
      | 'WHATSAPP_ACCESS_TOKENS'
      | 'API_SECRET'
      | 'OIDC_CLIENT_SECRET',
  ): string => {
    const file = env[`${name}_FILE`];
    if (file === '') return env[name];
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (cause) {
      faults.push(`  ${name}_FILE: cannot be read (${(cause as Error).message})`);
      return '';
    }
  };
  const secrets = {
    WEBHOOK_VERIFY_TOKEN: secret('WEBHOOK_VERIFY_TOKEN'),
    WHATSAPP_APP_SECRETS: secret('WHATSAPP_APP_SECRETS'),
    WHATSAPP_ACCESS_TOKENS: secret('WHATSAPP_ACCESS_TOKENS'),
    API_SECRET: secret('API_SECRET'),
    OIDC_CLIENT_SECRET: secret('OIDC_CLIENT_SECRET'),
  };
  faults.push(...edgeFaults(env, secrets));
  const faultPoints = readFaultPoints(env.FAULT_POINTS);
  faults.push(...faultPoints.faults.map((fault) => `  ${fault}`));
  const origins = (
    name: 'IMPORT_URL_ORIGINS' | 'IMPORT_INTERNAL_URL_ORIGINS' | 'API_CORS_ORIGINS',
  ): string[] => {
    const origins = list(env[name]);
    for (const origin of origins.filter((entry) => !isOrigin(entry)))
      faults.push(`  ${name}: "${origin}" is not an origin such as https://files.example.com:8443`);
    return origins;
  };
  const settings: Settings = {
    instanceId: env.INSTANCE_ID || `${hostname()}-${process.pid}`,
    namespace: env.NAMESPACE,
    log: { level: env.LOG_LEVEL, pretty: env.LOG_PRETTY },
    process: {
      stopWithinMs: env.STOP_WITHIN_MS,
      drainMs: env.DRAIN_MS,
      stalledAfterMs: env.STALLED_AFTER_MS,
    },
    faultPoints: faultPoints.armed,
    http: {
      host: env.HOST,
      healthPort: env.HEALTH_PORT,
      apiPort: env.API_PORT,
      webhookPort: env.WEBHOOK_PORT,
      requestMs: env.HTTP_REQUEST_MS,
    },
    api: {
      secret: secrets.API_SECRET,
      publicUrl: env.API_PUBLIC_URL.replace(/\/+$/, ''),
      corsOrigins: origins('API_CORS_ORIGINS'),
      tokenMs: env.API_TOKEN_MINUTES * 60_000,
      requestsPerMinute: env.API_REQUESTS_PER_MINUTE,
      signInsPerMinute: env.API_SIGN_INS_PER_MINUTE,
      listeners: env.API_LISTENERS,
      listenersPerCaller: env.API_LISTENERS_PER_CALLER,
      uploadBytes: env.API_UPLOAD_MAX_BYTES,
      uploadMs: Math.max(env.API_UPLOAD_MS, env.HTTP_REQUEST_MS),
      consoleDirectory: env.CONSOLE_DIRECTORY,
      identityProvider: identityProvider(env, secrets.OIDC_CLIENT_SECRET, faults),
    },
    kafka: {
      brokers: list(env.KAFKA_BROKERS),
      replication: env.KAFKA_REPLICATION,
      sessionMs: env.KAFKA_SESSION_MS,
      deadLettersBeforeStop: env.DEAD_LETTERS_BEFORE_STOP,
    },
    registryUrl: env.SCHEMA_REGISTRY_URL,
    mongo: { url: env.MONGODB_URL, database: env.MONGODB_DATABASE },
    webhook: {
      verifyToken: secrets.WEBHOOK_VERIFY_TOKEN,
      appSecrets: list(secrets.WHATSAPP_APP_SECRETS),
      allowUnsigned: env.WEBHOOK_ALLOW_UNSIGNED,
      keepRaw: env.WEBHOOK_KEEP_RAW,
    },
    optOut: { stopWords: list(env.OPT_OUT_WORDS), startWords: list(env.OPT_IN_WORDS) },
    cloudApi: {
      baseUrl: env.WHATSAPP_BASE_URL,
      version: env.WHATSAPP_GRAPH_VERSION,
      accessTokens: tokens(secrets.WHATSAPP_ACCESS_TOKENS, faults),
      syncEveryMs: env.WHATSAPP_SYNC_MS,
      syncTimeoutMs: env.WHATSAPP_SYNC_TIMEOUT_MS,
    },
    watchedCertificates: list(env.WATCHED_CERTIFICATES),
    imports: {
      directories: list(env.IMPORT_DIRECTORIES),
      urls: {
        origins: origins('IMPORT_URL_ORIGINS'),
        internalOrigins: origins('IMPORT_INTERNAL_URL_ORIGINS'),
        maxBytes: env.IMPORT_URL_MAX_BYTES,
        timeoutMs: env.IMPORT_URL_TIMEOUT_MS,
      },
      batchRows: env.IMPORT_BATCH_ROWS,
      leaseMs: env.IMPORT_LEASE_MS,
    },
    outcomesOnCampaignEvents: env.OUTCOMES_ON_CAMPAIGN_EVENTS,
    limits: {
      campaigns: env.MAX_CAMPAIGNS,
      contactLists: env.MAX_CONTACT_LISTS,
      dncLists: env.MAX_DNC_LISTS,
      filters: env.MAX_CONTACT_LIST_FILTERS,
      activeCampaigns: env.MAX_ACTIVE_CAMPAIGNS,
      messagesPerSecond: env.MAX_MESSAGES_PER_SECOND,
    },
    pace: { margin: env.PACE_MARGIN, horizonMs: env.SEND_HORIZON_MS, isUnchecked: env.PACE_UNCHECKED },
    send: {
      latenessMs: env.SEND_LATENESS_MS,
      claimAheadMs: env.SEND_CLAIM_AHEAD_MS,
      timeoutMs: env.SEND_TIMEOUT_MS,
      leaseMs: env.SEND_LEASE_MS,
      connections: env.SEND_CONNECTIONS,
      maxAttempts: env.SEND_MAX_ATTEMPTS,
      maxFailuresInRow: env.SEND_MAX_FAILURES_IN_ROW,
    },
    outcomes: { noNewsAfterMs: env.NO_NEWS_AFTER_HOURS * 3_600_000 },
    retention: retentionOf(env),
  };
  if (faults.length > 0)
    throw new EnvironmentFault(`The environment has ${faults.length} fault(s):\n${faults.join('\n')}`);
  return settings;
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

/** Scheme, host and port as browsers write them: no path, lower case, no default port. */
function isOrigin(text: string): boolean {
  if (!/^https?:/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}

/** `name=token` pairs; a token without a name is `default`. Faults never show a token. */
function tokens(text: string, faults: string[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const [position, part] of list(text).entries()) {
    const at = part.indexOf('=');
    const name = at < 0 ? 'default' : part.slice(0, at).trim();
    const token = part.slice(at + 1).trim();
    if (name === '' || token === '')
      faults.push(`  WHATSAPP_ACCESS_TOKENS: entry ${position + 1} is not name=token`);
    else if (!/^[\x21-\x7e]+$/.test(token))
      faults.push(
        `  WHATSAPP_ACCESS_TOKENS: the token of entry ${position + 1} must be of printable ASCII characters without blanks`,
      );
    else found.set(name, token);
  }
  return found;
}
