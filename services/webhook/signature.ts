/**
 * A webhook call is from the provider when the HMAC-SHA256 of its raw bytes, keyed with the app secret, is in
 * its header.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

const SIGNATURE = /^sha256=([0-9a-fA-F]{64})$/;

/**
 * The provider signs the bytes that it sends (non-ASCII escaped as `\uXXXX`), so JSON must never be
 * re-serialised first.
 * @param header value of `X-Hub-Signature-256`
 * @param appSecrets the current secret and, during a rotation, the other one
 */
export function isSignedBy(
  appSecrets: readonly string[],
  body: Buffer,
  header: string | string[] | undefined,
): boolean {
  const match = typeof header === 'string' ? SIGNATURE.exec(header.trim()) : null;
  if (!match?.[1]) return false;
  const given = Buffer.from(match[1], 'hex');
  let matches = false;
  // every secret is tried, so that the time does not reveal which one matches
  for (const secret of appSecrets) {
    const expected = createHmac('sha256', secret).update(body).digest();
    if (timingSafeEqual(expected, given)) matches = true;
  }
  return matches;
}

/** Whether a header has the form of a signature: a call without one need not be read. */
export function isSignature(header: string | string[] | undefined): boolean {
  return typeof header === 'string' && SIGNATURE.test(header.trim());
}

/** Whether two secrets are equal, in a time that does not reveal where they differ. */
export function isSameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
