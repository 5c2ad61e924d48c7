/**
 * Reads the text of a variable. A fault says what was found and what was expected; if the text may hold a
 * password, only the latter.
 */
import { isIP } from 'node:net';
import { makeValidator } from 'envalid';
import { durationsMs } from './durations.ts';
import { list } from './list.ts';
import { pairsOf } from './pairs.ts';

/**
 * 11 days: the sum of two such times is still within the range of timers. A timer above its range would fire
 * at once.
 */
const MAX_WAIT_MS = 1_000_000_000;
const MAX_WAITS = 20;
const MAX_SHOWN = 80;

const shown = (text: string): string =>
  JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);

const whole = (least: number, most: number) =>
  makeValidator<number>((input) => {
    const value = Number(input);
    if (!/^\s*\d+\s*$/.test(input) || !Number.isSafeInteger(value) || value < least)
      throw new Error(`${shown(input)} is not a whole number of at least ${least}`);
    if (value > most) throw new Error(`${shown(input)} is more than ${most}`);
    return value;
  });

/** A number of objects, or of bytes. */
export const count = whole(0, Number.MAX_SAFE_INTEGER);
/** A number that memory and connections can bear. */
export const atLeastOne = whole(1, 1_000_000);
export const milliseconds = whole(0, MAX_WAIT_MS);
/** A waiting time of zero would not wait. */
export const someMilliseconds = whole(1, MAX_WAIT_MS);
export const port = whole(1, 65_535);
export const hours = whole(1, 1_000_000);
/** Up to a hundred years; 0 = for good. */
export const days = whole(0, 36_500);

export const decimal = makeValidator<number>((input) => {
  if (!/^\s*-?\d+(\.\d+)?\s*$/.test(input)) throw new Error(`${shown(input)} is not a number such as 0.01`);
  return Number(input);
});

/** One or several waiting times, such as `5s,5m`. */
export const durations = makeValidator<string>((input) => {
  const waits = durationsMs(input);
  if (waits.length > MAX_WAITS || waits.some((wait) => !(wait > 0 && wait <= MAX_WAIT_MS)))
    throw new Error(
      `${shown(input)} is not a list of at most ${MAX_WAITS} times such as 5s,5m,2h, each of at most 11 days`,
    );
  return input;
});

export const bool = makeValidator<boolean>((input) => {
  const word = input.trim().toLowerCase();
  if (['true', 't', 'yes', 'on', '1'].includes(word)) return true;
  if (['false', 'f', 'no', 'off', '0'].includes(word)) return false;
  throw new Error(`${shown(input)} is neither true nor false`);
});

const matching = (pattern: RegExp, expected: string) =>
  makeValidator<string>((input) => {
    if (!pattern.test(input)) throw new Error(`${shown(input)} is not ${expected}`);
    return input;
  });

export const listenAddress = matching(/^[\w.:-]{1,255}$/, 'a host name or address to listen on');
export const brokers = matching(
  /^\s*[\w.-]+:\d{1,5}\s*(,\s*[\w.-]+:\d{1,5}\s*)*,?\s*$/,
  'host:port, or several of them with commas between',
);
export const tlsAddresses = matching(
  /^\s*([\w.-]+(:\d{1,5})?\s*(,\s*[\w.-]+(:\d{1,5})?\s*)*)?$/,
  'host or host:port, or several of them with commas between',
);
export const addressRanges = makeValidator<string>((input) => {
  for (const range of list(input))
    if (!isAddressRange(range))
      throw new Error(
        `${shown(range)} is not an IP address, or a range such as 10.0.0.0/8 that is not of all`,
      );
  return input;
});

function isAddressRange(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || more.length > 0) return false;
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

/** The characters that Kafka allows in the name of a topic. */
export const namespace = matching(
  /^[\w.-]{0,100}$/,
  'at most 100 letters, digits, dots, hyphens and underscores',
);
export const databaseName = matching(
  /^[^/\\. "$*<>:|?\0]{1,63}$/,
  'a database name: 1 to 63 characters, none of them /\\. "$*<>:|?',
);
/** Attributes of a process. */
export const pairs = makeValidator<string>((input) => {
  if (!pairsOf(input))
    throw new Error(`${shown(input)} is not key=value,key=value with percent-encoded values`);
  return input;
});
export const saslMechanism = matching(
  /^(plain|scram-sha-(256|512)|oauthbearer)?$/i,
  'plain, scram-sha-256, scram-sha-512, oauthbearer or empty',
);
export const graphVersion = matching(/^v\d{1,3}\.\d{1,3}$/, 'a version such as v24.0');

export const httpUrl = makeValidator<string>((input) => {
  if (!/^https?:\/\//.test(input) || !URL.canParse(input))
    throw new Error('expected a URL such as https://host:8081/path');
  return input;
});
export const httpUrlOrNone = makeValidator<string>((input) => {
  if (input !== '' && (!/^https?:\/\//.test(input) || !URL.canParse(input)))
    throw new Error('expected a URL such as https://sign-in.example.com, or nothing');
  return input;
});
/** @throws saying what was expected, and never what was found: it may hold a password */
export function checkedMongoUrl(input: string): string {
  if (!/^mongodb(\+srv)?:\/\/[^\s/?]+(\/.*)?$/.test(input))
    throw new Error('expected a URL such as mongodb://host:27017/?replicaSet=rs0');
  return input;
}
export const mongoUrl = makeValidator<string>(checkedMongoUrl);
