/**
 * Whether an error means that a part of the system refuses us: certificates, passwords or rights are wrong, so
 * that another try cannot help. Pure.
 */

/** The sentence says which part refuses, where it is, and what is wrong. Ends the process. */
export class Refusal extends Error {
  /** Kafka's clients do not try again. */
  readonly retriable = false;
}

type Fault = {
  name?: string;
  message?: string;
  code?: unknown;
  type?: string;
  cause?: unknown;
  status?: number;
};

/** Where the rights of each process are written down. */
export const RIGHTS = 'docs/kafka-acls.md has the rights of each process';

const DEPTH = 10;

const UNKNOWN_AUTHORITY = new Set([
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** Whoever knows the address can tell since when (`certificate-ended.ts`). */
export const CERTIFICATE_EXPIRED = 'its certificate has expired';
const NO_TLS = new Set(['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG']);
/** The other side ended the handshake: `ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED`. */
const ALERT = /^ERR_SSL_\w*ALERT_(\w+)$/;

/** Of kafkajs, and of ours. */
const KAFKA_LOGIN = new Set(['KafkaJSSASLAuthenticationError', 'KafkaLoginRefused']);
/** MongoDB's AuthenticationFailed, and Atlas's. */
const MONGO_LOGIN = new Set<unknown>([18, 8000]);
const MONGO_UNAUTHORIZED = 13;

/**
 * What is wrong with TLS or who we are.
 * @param prefix of the variables that say how to connect, e.g. KAFKA
 * @returns null when another try may help
 */
export function refusalOf(error: unknown, prefix: string): string | null {
  for (const fault of chain(error)) {
    const refusal = certificateRefusal(fault, prefix) ?? loginRefusal(fault, prefix);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Whether we are known, but may not do this. */
export const isMissingRight = (error: unknown): boolean => chain(error).some(lacksRight);

const lacksRight = ({ name = '', type = '', code }: Fault): boolean =>
  type.endsWith('_AUTHORIZATION_FAILED') || (name.startsWith('Mongo') && code === MONGO_UNAUTHORIZED);

/** What the part answered to what we may not do, without the documents that MongoDB repeats. */
export function rightsAnswer(error: unknown): string {
  const fault = chain(error).find(lacksRight);
  return shortCommand(fault?.message ?? String(error));
}

/** `not authorized on campaigns to execute command { insert: "messages", documents: …`: the first pair is enough. */
export const shortCommand = (text: string): string =>
  text.replace(/(to execute command \{ \w+: ("[^"]*"|[\w.]+)).*/gs, '$1, … }');

/** An error that must end the process: it is refused, and would be again. null: another error. */
export function refusalIn(error: unknown): Refusal | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (isRefusal(cause)) return cause;
  return isMissingRight(error)
    ? new Refusal(`this process is refused: ${rightsAnswer(error)}; ${RIGHTS}`, { cause: error })
    : null;
}

export const isRefusal = (error: unknown): error is Refusal => error instanceof Refusal;

function certificateRefusal({ code, message = '' }: Fault, prefix: string): string | null {
  if (typeof code !== 'string') return null;
  if (code === 'CERT_HAS_EXPIRED') return CERTIFICATE_EXPIRED;
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet';
  if (UNKNOWN_AUTHORITY.has(code))
    return `its certificate is not from an authority that is trusted here; expected the authority's certificate in ${prefix}_CA_FILE`;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
    return `its certificate is for another host: ${message.replace(/^.*altnames: /, '')}`;
  if (NO_TLS.has(code)) return 'it does not speak TLS there';
  const alert = ALERT.exec(code)?.[1];
  return alert === undefined
    ? null
    : `it does not accept our certificate (${alert.toLowerCase().replaceAll('_', ' ')}); look at ${prefix}_CERTIFICATE_FILE`;
}

function loginRefusal({ name = '', code, message = '', status }: Fault, prefix: string): string | null {
  if (KAFKA_LOGIN.has(name) || (name.startsWith('Mongo') && MONGO_LOGIN.has(code)))
    return `it does not accept who we say we are (${message.replace(/\.$/, '')}); look at ${prefix}_USERNAME and its password`;
  if (name === 'ResponseError' && (status === 401 || status === 403))
    return `it answers ${status}; look at ${prefix}_USERNAME and its password`;
  return null;
}

/** The error and what caused it. */
function chain(error: unknown): Fault[] {
  const faults: Fault[] = [];
  let fault = error as Fault | null | undefined;
  while (fault && typeof fault === 'object' && faults.length < DEPTH) {
    faults.push(fault);
    fault = fault.cause as Fault | undefined;
  }
  return faults;
}
