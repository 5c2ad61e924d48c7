/**
 * Whether an error means that broker, registry or database cannot be reached or cannot work now. Such errors
 * end by themselves and are not caused by the records. Pure.
 */

// All other errors count as a defect of handler or record.

type Fault = {
  name?: string;
  code?: unknown;
  type?: string;
  status?: number;
  cause?: unknown;
  errorLabels?: readonly string[];
  hasErrorLabel?: (label: string) => boolean;
};

/** Work that our own infrastructure code could not do. */
export class LostInfrastructure extends Error {}

const DEPTH = 10;

/** Of Node.js and the operating system. */
const NETWORK = new Set(
  'ECONNREFUSED ECONNRESET ECONNABORTED EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN EHOSTUNREACH ENETUNREACH ENETDOWN EADDRNOTAVAIL EMFILE ENFILE'.split(
    ' ',
  ),
);
/** Of undici, which fetch is made of. */
const FETCH = /^UND_ERR_/;

/** kafkajs wraps the last error in one without details; its cause has them. */
const KAFKA_WRAPPERS = new Set([
  'KafkaJSNonRetriableError',
  'KafkaJSNumberOfRetriesExceeded',
  'KafkaJSError',
]);
const KAFKA_DEFECTS = new Set([
  'KafkaJSNotImplemented',
  'KafkaJSInvariantViolation',
  'KafkaJSUnsupportedMagicByteInMessageSet',
  'KafkaJSInvalidVarIntError',
  'KafkaJSInvalidLongError',
  'KafkaJSServerDoesNotSupportApiKey',
  'KafkaJSSASLAuthenticationError',
]);
/** Answers of a broker that are about the records, or that persist until a setting changes. */
const BROKER_REFUSALS = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'UNSUPPORTED_COMPRESSION_TYPE',
]);

const MONGO_NETWORK =
  /^Mongo(Network|NetworkTimeout|ServerSelection|PoolCleared|WaitQueueTimeout|TopologyClosed|NotConnected|ConnectionPool|ServerClosed|ClientClosed|OperationTimeout|ExpiredSession)\w*$/;
const MONGO_LABELS = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];
/** Elections, shutdown, time limits, unmet write concerns, no space left. */
const MONGO_CODES = new Set([
  6, 7, 43, 50, 64, 89, 91, 133, 134, 136, 175, 189, 202, 225, 237, 262, 290, 317, 365, 384, 9001, 10107,
  11600, 11602, 13388, 13435, 13436, 14031,
]);

export function isLostInfrastructure(error: unknown): boolean {
  let fault = error as Fault | null | undefined;
  for (let depth = 0; fault && typeof fault === 'object' && depth < DEPTH; depth += 1) {
    if (isLost(fault)) return true;
    fault = fault.cause as Fault | undefined;
  }
  return false;
}

function isLost(fault: Fault): boolean {
  if (fault instanceof LostInfrastructure) return true;
  const { name = '', code } = fault;
  if (typeof code === 'string' && (NETWORK.has(code) || FETCH.test(code))) return true;
  if (name === 'KafkaBrokerAnswer') return !BROKER_REFUSALS.has(fault.type ?? '');
  if (name.startsWith('KafkaJS')) return isLostBroker(name, fault.type);
  if (name.startsWith('Mongo')) return isLostDatabase(name, fault);
  // the registry's client: an answer of 5xx, from the registry or from a proxy in front of it
  return name === 'ResponseError' && (fault.status === 429 || (fault.status ?? 0) >= 500);
}

function isLostBroker(name: string, type: string | undefined): boolean {
  if (KAFKA_DEFECTS.has(name)) return false;
  if (name === 'KafkaJSProtocolError') return !BROKER_REFUSALS.has(type ?? '');
  return !KAFKA_WRAPPERS.has(name);
}

function isLostDatabase(name: string, fault: Fault): boolean {
  if (MONGO_NETWORK.test(name)) return true;
  if (MONGO_LABELS.some((label) => fault.hasErrorLabel?.(label))) return true;
  return typeof fault.code === 'number' && MONGO_CODES.has(fault.code);
}
