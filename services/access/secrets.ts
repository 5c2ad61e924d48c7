/** Passwords and client secrets: the stored form does not reveal them. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

const SECRET_BYTES = 32;
/** People type it, so it has no letters that look alike. */
const READABLE = 'abcdefghjkmnpqrstuvwxyz23456789';
const PASSWORD_LENGTH = 20;
export const MIN_PASSWORD_LENGTH = 12;
/** Longer ones only cost time. */
export const MAX_PASSWORD_LENGTH = 256;

/**
 * 19 MiB, two passes: the minimum of OWASP's password storage cheat sheet for argon2id, and the package's
 * default.
 */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password.normalize('NFC'), ARGON2ID);

/** @param passwordHash null: no password is accepted, and the check takes as long */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  if (password.length > MAX_PASSWORD_LENGTH) return false;
  const fits = await verify(passwordHash ?? (await unknownHash()), password.normalize('NFC'));
  return fits && passwordHash !== null;
}

let unknown: Promise<string> | undefined;
const unknownHash = (): Promise<string> =>
  (unknown ??= hashPassword(randomBytes(SECRET_BYTES).toString('hex')));

/** A password for a first sign-in, easy to type. */
export function makePassword(): string {
  const letters: string[] = [];
  while (letters.length < PASSWORD_LENGTH) {
    const byte = randomBytes(1)[0] ?? 0;
    // every letter equally likely
    if (byte < Math.floor(256 / READABLE.length) * READABLE.length)
      letters.push(READABLE[byte % READABLE.length] ?? '');
  }
  return letters.join('').replace(/(.{5})(?=.)/g, '$1-');
}

/** The secret of a client: 256 random bits, so that a plain hash suffices. */
export const makeSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

export function secretFits(secretHash: string, secret: string): boolean {
  const given = Buffer.from(hashSecret(secret));
  const stored = Buffer.from(secretHash);
  return given.length === stored.length && timingSafeEqual(given, stored);
}
