/** What ends a process at once, and what is only an outage. */
import {
  isMissingRight,
  Refusal,
  refusalIn,
  refusalOf,
  shortCommand,
} from '../../../../services/platform/process/refusal.ts';

const errorWith = (fields: object, message = 'text'): Error => Object.assign(new Error(message), fields);
const wrapped = (cause: Error): Error => new Error('outer', { cause });

test.each<[string, RegExp]>([
  ['CERT_HAS_EXPIRED', /^its certificate has expired$/],
  ['SELF_SIGNED_CERT_IN_CHAIN', /authority that is trusted here; .* in KAFKA_CA_FILE$/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /KAFKA_CA_FILE/],
  ['ERR_SSL_WRONG_VERSION_NUMBER', /does not speak TLS/],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /does not accept our certificate \(certificate required\)/],
])('%s is refused for good, however deep it lies', (code, expected) => {
  expect(refusalOf(wrapped(wrapped(errorWith({ code }))), 'KAFKA')).toMatch(expected);
});

test('a certificate for another host says for which', () => {
  const error = errorWith(
    { code: 'ERR_TLS_CERT_ALTNAME_INVALID' },
    "Hostname/IP does not match certificate's altnames: IP: 127.0.0.1 is not in the cert's list: ",
  );
  expect(refusalOf(error, 'MONGODB')).toBe(
    "its certificate is for another host: IP: 127.0.0.1 is not in the cert's list: ",
  );
});

test('wrong passwords are refused for good', () => {
  expect(refusalOf(errorWith({ name: 'KafkaJSSASLAuthenticationError' }), 'KAFKA')).toMatch(/KAFKA_USERNAME/);
  expect(refusalOf(errorWith({ name: 'MongoServerError', code: 18 }), 'MONGODB')).toMatch(/MONGODB_USERNAME/);
  expect(refusalOf({ name: 'ResponseError', status: 401 }, 'SCHEMA_REGISTRY')).toMatch(/answers 401/);
});

test.each([
  errorWith({ code: 'ECONNREFUSED' }),
  errorWith({ code: 'ECONNRESET' }),
  errorWith({ name: 'MongoServerError', code: 11_000 }),
  errorWith({ name: 'ResponseError', status: 503 }),
  new Error('anything'),
])('an outage is none: %p', (error) => {
  expect(refusalOf(wrapped(error), 'KAFKA')).toBeNull();
  expect(refusalIn(wrapped(error))).toBeNull();
});

test('what is neither error nor object is none', () => {
  for (const value of [null, undefined, 'text', 5]) {
    expect(refusalOf(value, 'KAFKA')).toBeNull();
    expect(isMissingRight(value)).toBe(false);
  }
});

test('missing rights at Kafka and MongoDB', () => {
  const kafka = errorWith(
    { name: 'KafkaJSProtocolError', type: 'GROUP_AUTHORIZATION_FAILED' },
    'Not authorized',
  );
  expect(refusalIn(wrapped(kafka))?.message).toMatch(
    /^this process is refused: Not authorized; docs\/kafka-acls/,
  );
  const answer =
    'not authorized on campaigns to execute command { insert: "messages", documents: [ { to: "+13175550001" } ] }';
  const mongo = errorWith({ name: 'MongoServerError', code: 13 }, answer);
  const said = refusalIn(mongo)?.message;
  expect(said).toContain('not authorized on campaigns to execute command { insert: "messages", … }');
  expect(said).not.toContain('1317');
});

test('a refusal is found below what wraps it', () => {
  const refusal = new Refusal('Kafka at a:1: no');
  expect(refusalIn(wrapped(refusal))).toBe(refusal);
  expect(refusal.retriable).toBe(false);
});

test('other texts stay whole', () => {
  expect(shortCommand('a command { x: 1, y: 2 }')).toBe('a command { x: 1, y: 2 }');
});
