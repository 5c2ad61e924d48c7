/** An authority of a test's own, and certificates of it, as PEM and as files. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export type Certificate = { readonly cert: string; readonly key: string };
export type Authority = Certificate & {
  /** @param host name or address that it is for @param until its end; a day from now unless given */
  issue(name: string, host?: string, until?: Date): Promise<Certificate>;
};

const DAY_MS = 86_400_000;
const year = { notBeforeDate: new Date(Date.now() - 365 * DAY_MS) };
/** Kafka reads keys of both kinds; elliptic curves are made in no time. */
const kind = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function makeAuthority(name: string): Promise<Authority> {
  const own = await generate([{ name: 'commonName', value: name }], {
    ...kind,
    ...year,
    notAfterDate: new Date(Date.now() + DAY_MS),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const ca = { cert: own.cert, key: own.private };
  return {
    ...ca,
    async issue(commonName, host = '127.0.0.1', until = new Date(Date.now() + DAY_MS)) {
      const issued = await generate([{ name: 'commonName', value: commonName }], {
        ...kind,
        ...year,
        notAfterDate: until,
        ca,
        extensions: [
          { name: 'basicConstraints', cA: false, critical: true },
          { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
          { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
          {
            name: 'subjectAltName',
            altNames: [/^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host }],
          },
        ],
      });
      return { cert: issued.cert, key: issued.private };
    },
  };
}

export type Files = {
  readonly folder: string;
  /** @returns the path */
  write(text: string): string;
  remove(): void;
};

/** Files that are gone at the end of a test, readable for nobody else. */
export function makeFiles(): Files {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  let count = 0;
  return {
    folder,
    write(text) {
      const path = join(folder, `file-${(count += 1)}`);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
