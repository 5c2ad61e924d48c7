/** Certificates and keys of a connection, from PEM files, and what is wrong with them. */
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** PEM texts. Without `ca`, the authorities that Node.js trusts. */
export type Tls = { readonly ca?: string; readonly cert?: string; readonly key?: string };

/** Paths; an empty one is not given. */
export type TlsFiles = { readonly ca: string; readonly certificate: string; readonly key: string };

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * @param prefix of the variables, e.g. KAFKA
 * @returns null without any file; no fault shows what a key file holds
 */
export function readTls(
  prefix: string,
  files: TlsFiles,
  now: Date,
): { tls: Tls | null; faults: readonly string[] } {
  const faults: string[] = [];
  const name = { ca: `${prefix}_CA_FILE`, cert: `${prefix}_CERTIFICATE_FILE`, key: `${prefix}_KEY_FILE` };
  if (files.certificate !== '' && files.key === '')
    faults.push(`${name.key}: must be set where ${name.cert} is`);
  if (files.key !== '' && files.certificate === '')
    faults.push(`${name.cert}: must be set where ${name.key} is`);
  const ca = readPem(name.ca, files.ca, faults);
  const cert = readPem(name.cert, files.certificate, faults);
  const key = readPem(name.key, files.key, faults);
  if (ca !== null) checkedCertificates(name.ca, ca, now, faults);
  const [own] = cert === null ? [] : checkedCertificates(name.cert, cert, now, faults);
  const privateKey = key === null ? null : readKey(name.key, key, faults);
  if (own && privateKey && !own.checkPrivateKey(privateKey))
    faults.push(`${name.key}: is not the key of the certificate in ${name.cert}`);
  const given = {
    ...(ca === null ? {} : { ca }),
    ...(cert === null ? {} : { cert }),
    ...(key === null ? {} : { key }),
  };
  return { tls: Object.keys(given).length === 0 ? null : given, faults };
}

function readPem(name: string, file: string, faults: string[]): string | null {
  if (file === '') return null;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    faults.push(`${name}: cannot be read (${(cause as Error).message})`);
    return null;
  }
}

/** All certificates of a file; one that has ended would fail at each connection. */
function checkedCertificates(name: string, text: string, now: Date, faults: string[]): X509Certificate[] {
  const certificates = (text.match(CERTIFICATES) ?? []).flatMap((pem) => {
    try {
      return [new X509Certificate(pem)];
    } catch {
      return [];
    }
  });
  if (certificates.length === 0) faults.push(`${name}: expected a file with a certificate in PEM`);
  // a bundle of authorities may hold old ones besides the one that counts
  if (certificates.length > 0 && certificates.every(({ validTo }) => Date.parse(validTo) < now.getTime()))
    faults.push(`${name}: its certificate ended on ${certificates[0]?.validTo}; expected one that is valid`);
  return certificates;
}

function readKey(name: string, text: string, faults: string[]): KeyObject | null {
  try {
    return createPrivateKey(text);
  } catch {
    faults.push(`${name}: expected a file with a private key in PEM, without a passphrase`);
    return null;
  }
}
