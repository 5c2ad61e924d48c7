/**
 * The secrets that sign calls, in the form of Standard Webhooks (`whsec_` and base64), and encrypted as they
 * are stored.
 */
import { createHash, randomBytes } from 'node:crypto';
import { CompactEncrypt, compactDecrypt } from 'jose';
import { refusedWith } from '../domain/refused.ts';

/** Standard Webhooks wants 24 to 64. */
const SECRET_BYTES = 32;

export const makeSigningSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

/**
 * @param key SUBSCRIPTION_KEY
 * @throws Refused when there is none
 */
export async function seal(key: string, secret: string): Promise<string> {
  if (key === '')
    throw refusedWith(
      'missing.subscription.key',
      'SUBSCRIPTION_KEY is not set: the secret of a subscription could not be stored encrypted.',
    );
  return new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(wrapping(key));
}

/** @returns null when it was encrypted with another key */
export async function unseal(key: string, sealed: string): Promise<string | null> {
  try {
    const { plaintext } = await compactDecrypt(sealed, wrapping(key));
    return new TextDecoder().decode(plaintext);
  } catch {
    return null;
  }
}

const wrapping = (key: string): Uint8Array => createHash('sha256').update(`subscriptions:${key}`).digest();
