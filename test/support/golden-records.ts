/**
 * Records as earlier versions wrote them, kept as bytes: test/fixtures/avro/<schema>/<number>-<fingerprint>.{avsc,bin,json} are the
 * writer's schema, its records (each behind its length, 4 bytes) and the values that were written.
 */
import avsc from 'avsc';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordType } from '../../services/platform/kafka/avro/avro-record.ts';
import { sampleRecords } from './sample-records.ts';

const SCHEMAS = 'schemas';
const GOLDEN = 'test/fixtures/avro';
const LENGTH_BYTES = 4;

export type GoldenVersion = {
  /** File name of the schema without its ending, e.g. `campaign-command`. */
  readonly schemaName: string;
  /** `<number>-<fingerprint>`: the number orders, the fingerprint keeps versions of two branches apart. */
  readonly version: string;
  readonly schema: object;
  /** Bodies without the header of the wire format. */
  readonly bodies: readonly Buffer[];
  readonly values: readonly unknown[];
};

/** Today's schemas by name. */
export function presentSchemas(root: string): Map<string, object> {
  const files = readdirSync(join(root, SCHEMAS)).filter((file) => file.endsWith('.avsc'));
  return new Map(
    files.map((file) => [file.slice(0, -'.avsc'.length), readJson(join(root, SCHEMAS, file)) as object]),
  );
}

/** All versions kept, oldest first within a schema. */
export function goldenVersions(root: string): GoldenVersion[] {
  return readdirSync(join(root, GOLDEN))
    .sort()
    .flatMap((schemaName) =>
      versionsOf(root, schemaName).map((version) => readVersion(root, schemaName, version)),
    );
}

/** The part of a schema that decides what its bytes look like, in a few digits: the canonical form, without docs and defaults. */
export function fingerprintOf(schema: object): string {
  return avsc.Type.forSchema(schema as avsc.Schema)
    .fingerprint('md5')
    .toString('hex')
    .slice(0, 8);
}

/** Keeps records of every schema whose present version is not kept yet. @returns the versions written */
export function keepPresentVersions(root: string): string[] {
  const written: string[] = [];
  for (const [schemaName, schema] of presentSchemas(root)) {
    const kept = versionsOf(root, schemaName);
    const fingerprint = fingerprintOf(schema);
    if (kept.some((version) => version.endsWith(`-${fingerprint}`))) continue;
    const number = Math.max(0, ...kept.map((version) => Number.parseInt(version, 10))) + 1;
    const version = `${number}-${fingerprint}`;
    const values = sampleRecords(schema);
    const type = recordType(schema);
    mkdirSync(join(root, GOLDEN, schemaName), { recursive: true });
    const path = join(root, GOLDEN, schemaName, version);
    writeFileSync(`${path}.avsc`, `${JSON.stringify(schema)}\n`);
    writeFileSync(`${path}.bin`, Buffer.concat(values.map((value) => withLength(type.encode(value)))));
    writeFileSync(`${path}.json`, `[\n${values.map((value) => JSON.stringify(value)).join(',\n')}\n]\n`);
    written.push(`${schemaName} ${version}`);
  }
  return written;
}

function versionsOf(root: string, schemaName: string): string[] {
  const folder = join(root, GOLDEN, schemaName);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.avsc'))
    .map((file) => file.slice(0, -'.avsc'.length))
    .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1));
}

function readVersion(root: string, schemaName: string, version: string): GoldenVersion {
  const path = join(root, GOLDEN, schemaName, version);
  return {
    schemaName,
    version,
    schema: readJson(`${path}.avsc`) as object,
    bodies: splitByLength(readFileSync(`${path}.bin`)),
    values: readJson(`${path}.json`) as unknown[],
  };
}

function withLength(body: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

function splitByLength(bytes: Buffer): Buffer[] {
  const bodies: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + LENGTH_BYTES + bytes.readUInt32BE(at);
    bodies.push(bytes.subarray(at + LENGTH_BYTES, end));
    at = end;
  }
  return bodies;
}

/** Buffers come back as buffers. */
function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'), (_key, value: unknown) => {
    const { type, data } = (value ?? {}) as { type?: unknown; data?: unknown };
    return type === 'Buffer' && Array.isArray(data) ? Buffer.from(data as number[]) : value;
  });
}
