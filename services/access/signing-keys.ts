/**
 * The keys that sign access tokens: one for each period, created by the process that needs it first, valid
 * until the last token that it signed has expired.
 */
import { createHash } from 'node:crypto';
import {
  CompactEncrypt,
  compactDecrypt,
  exportJWK,
  generateKeyPair,
  importJWK,
  type CryptoKey,
  type JWK,
} from 'jose';
import type { SigningKeyDocument } from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { findSigningKeys, insertSigningKey } from './store.ts';
import { DAY } from '../domain/time/lengths.ts';

// Private halves are stored encrypted with a secret of the installation.

const ALGORITHM = 'ES256';
export const KEY_PERIOD_MS = 30 * DAY;

export type SigningKeys = {
  /** The current key, created when there is none yet. */
  current(): Promise<{ kid: string; key: CryptoKey }>;
  /** Every key with valid tokens, as a JSON Web Key Set. */
  published(): Promise<{ keys: JWK[] }>;
};

/** @param tokenMs lifetime of a token */
export function createSigningKeys(
  database: Database,
  secret: string,
  tokenMs: number,
  now: () => number,
): SigningKeys {
  const wrapping = createHash('sha256').update(secret).digest();
  const unwrapped = new Map<string, CryptoKey>();
  return {
    async current() {
      const period = Math.floor(now() / KEY_PERIOD_MS);
      const kid = String(period);
      const known = unwrapped.get(kid);
      if (known) return { kid, key: known };
      let stored = (await findSigningKeys(database, new Date(now()))).find(({ _id }) => _id === kid);
      if (!stored) {
        await insertSigningKey(database, await makeKey(period, wrapping, tokenMs));
        stored = (await findSigningKeys(database, new Date(now()))).find(({ _id }) => _id === kid);
      }
      if (!stored) throw new Error('the key that was just stored cannot be read');
      const key = await unwrap(stored, wrapping);
      unwrapped.clear();
      unwrapped.set(kid, key);
      return { kid, key };
    },
    async published() {
      const stored = await findSigningKeys(database, new Date(now()));
      return {
        keys: stored.map(({ _id, publicJwk }) => ({ ...publicJwk, kid: _id, use: 'sig', alg: ALGORITHM })),
      };
    },
  };
}

async function makeKey(period: number, wrapping: Uint8Array, tokenMs: number): Promise<SigningKeyDocument> {
  const { publicKey, privateKey } = await generateKeyPair(ALGORITHM, { extractable: true });
  const plain = new TextEncoder().encode(JSON.stringify(await exportJWK(privateKey)));
  const encryptedKey = await new CompactEncrypt(plain)
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
    .encrypt(wrapping);
  const signsUntil = (period + 1) * KEY_PERIOD_MS;
  return {
    _id: String(period),
    publicJwk: { ...(await exportJWK(publicKey)) },
    encryptedKey,
    signsUntil: new Date(signsUntil),
    expiresAt: new Date(signsUntil + tokenMs),
  };
}

/** @throws Error when the key was stored with another secret */
async function unwrap({ encryptedKey }: SigningKeyDocument, wrapping: Uint8Array): Promise<CryptoKey> {
  try {
    const { plaintext } = await compactDecrypt(encryptedKey, wrapping);
    return (await importJWK(JSON.parse(new TextDecoder().decode(plaintext)) as JWK, ALGORITHM)) as CryptoKey;
  } catch (cause) {
    throw new Error('the signing key was encrypted with another API_SECRET', { cause });
  }
}
