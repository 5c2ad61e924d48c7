/** The settings of every process: nested, with units in the names. */
import type { KafkaConnection, MongoConnection, RegistryConnection } from './connections.ts';
import type { Fault } from '../schemas/fault-points.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Retention } from './retention.ts';
import type { TracingSettings } from './tracing.ts';

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
  /** Where traces go; null: nothing is traced. */
  tracing: TracingSettings | null;
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
    /** Addresses and ranges whose word on where a request comes from is believed. */
    trustedProxies: string[];
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
  kafka: KafkaConnection & {
    /** What writes and reads records. */
    client: 'kafkajs' | 'platformatic';
    replication: number;
    /** A consumer without a heartbeat for this long loses its partitions to another. */
    sessionMs: number;
    /** After so many unusable records in a row, consuming their topic stops. 0: never. */
    deadLettersBeforeStop: number;
  };
  registry: RegistryConnection;
  mongo: MongoConnection & { database: string };
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
    /** The window in which the provider counts people; another than its own is for tests only. */
    peopleWindowMs: number;
    /**
     * For measurements only: lateness may exceed the margin, so a sliding minute may exceed the limit, and
     * nothing is learned from how late the senders are.
     */
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
  /** Webhooks that we call. */
  subscriptions: {
    /** Encrypts the secrets of subscriptions; empty: none can be made. */
    key: string;
    /** Exact origins that may be called although their hosts are internal, and over plain HTTP. */
    internalOrigins: string[];
    /** From the connection to the head of the answer. */
    timeoutMs: number;
    /** The waits after the first try, the second, …; one more try than waits. */
    retriesMs: number[];
    /** A subscription whose tries have all failed for so long is disabled. */
    disableAfterMs: number;
  };
  /** The key of the hashes by which erased people are recognised; empty: nobody can be erased. */
  people: { key: string };
};
