/** Avro records in the Confluent wire formats. Schemas and resolvers are looked up once, not per record. */
import type { RegistryConnection } from '../../../../config/connections.ts';
import { subjectOf, type Topic } from '../../../../schemas/topics.ts';
import { recordType, type RecordType } from './avro-record.ts';
import { LostInfrastructure } from '../handling/lost-infrastructure.ts';
import { readSchema } from './read-schema.ts';
import { openRegistry, type Registry } from './registry.ts';
import { bodyOf, PREFIX_BYTES, schemaOf, type AvroRecord } from './schema-reference.ts';
import type { Logger } from '../../process/logger.ts';
import { Refusal } from '../../process/refusal.ts';

/**
 * A schema that the registry does not know is looked up again after this time: it may have been restored
 * meanwhile.
 */
const UNKNOWN_FOR_MS = 60_000;
/** Unusable records may name ever new ids: at most this many are remembered. */
const MAX_UNKNOWN = 10_000;

/** Bytes that are not a record of the topic's schema: a fault of the data, not of our code. */
export class UndecodableRecord extends Error {
  readonly code: 'NULL_VALUE' | 'NOT_AVRO' | 'UNKNOWN_SCHEMA' | 'SCHEMA_MISMATCH';
  constructor(code: UndecodableRecord['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export type Codec<V> = {
  encode(value: V): Buffer;
  /**
   * Looks up the schemas of new records; to be awaited before decode. @throws when the registry cannot be
   * reached
   */
  learn(records: readonly AvroRecord[]): Promise<void>;
  /** @throws UndecodableRecord for bad bytes */
  decode(record: AvroRecord): V;
};

export type Codecs = { for<V>(topic: Topic<V>): Promise<Codec<V>> };

type Read<V> = (body: Buffer) => V;

/** @param connection to a Confluent-compatible registry */
export function createCodecs(connection: RegistryConnection, namespace: string, log: Logger): Codecs {
  const registry = openRegistry(connection, {
    retries: 5,
    initialRetryTimeInSecs: 0.3,
    maxRetryTimeInSecs: 3,
  });
  const made = new Map<string, Promise<Codec<unknown>>>();
  return {
    for<V>(topic: Topic<V>): Promise<Codec<V>> {
      let codec = made.get(topic.name);
      if (!codec) {
        codec = createCodec<unknown>({ registry, log }, namespace + topic.name, topic.schema);
        codec.catch(() => made.delete(topic.name)); // so that a later call can try again
        made.set(topic.name, codec);
      }
      return codec as Promise<Codec<V>>;
    },
  };
}

type RegistryParts = { registry: Registry; log: Logger };

async function createCodec<V>(parts: RegistryParts, topicName: string, schema: object): Promise<Codec<V>> {
  const type = recordType<V>(schema);
  const id = await ownId(parts.registry, topicName, schema);
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeInt32BE(id, 1);
  const readers = new Map<number | string, Read<V>>([[id, type.readerOf(schema)]]);
  const unknownUntil = new Map<number | string, number>();

  const learnOne = async (writer: number | string): Promise<void> => {
    const writerSchema = await readSchema(parts.registry, writer);
    if (writerSchema) {
      readers.set(writer, readerFor(type, writer, writerSchema));
      parts.log.info({ topic: topicName, schema: writer }, 'reading another schema version');
      return;
    }
    if (unknownUntil.size >= MAX_UNKNOWN) unknownUntil.delete(unknownUntil.keys().next().value ?? 0);
    unknownUntil.set(writer, Date.now() + UNKNOWN_FOR_MS);
  };

  return {
    encode(value) {
      const body = type.encode(value);
      return Buffer.concat([prefix, body], PREFIX_BYTES + body.length);
    },
    async learn(records) {
      for (const record of records) {
        const schema = schemaOf(record);
        if (schema === null || readers.has(schema)) continue;
        if ((unknownUntil.get(schema) ?? 0) <= Date.now()) await learnOne(schema);
      }
    },
    decode(record) {
      const { value, headers } = record;
      const schema = schemaOf(record);
      if (value === null || schema === null) throw noSchema(record);
      const read = readers.get(schema);
      if (read) return readBody(read, bodyOf(value, headers));
      if (!unknownUntil.has(schema)) throw new Error('learn() must see a record before decode()');
      throw new UndecodableRecord('UNKNOWN_SCHEMA', `the registry knows no schema ${schema}`);
    },
  };
}

async function ownId(registry: Registry, topicName: string, schema: object): Promise<number> {
  try {
    return await registry.idOf(subjectOf(topicName), schema);
  } catch (cause) {
    const refusal = await registry.refusal();
    if (refusal !== null) throw new Refusal(refusal, { cause });
    throw new LostInfrastructure(
      `the registry does not give our schema for ${subjectOf(topicName)}: ${(cause as Error).message}. ` +
        'Is it there, and are topics and schemas published (dist/deploy/publish/publish.js)?',
      { cause },
    );
  }
}

/** Reads records of one writer's schema. If that schema cannot be read as ours, it throws for each record. */
function readerFor<V>(type: RecordType<V>, writer: number | string, writerSchema: object): Read<V> {
  try {
    return type.readerOf(writerSchema);
  } catch (cause) {
    const message = `schema ${writer} (${nameOf(writerSchema)}) cannot be read as ${type.name}`;
    const error = new UndecodableRecord('SCHEMA_MISMATCH', message, cause);
    return () => {
      throw error;
    };
  }
}

function readBody<V>(read: Read<V>, body: Buffer): V {
  try {
    return read(body);
  } catch (cause) {
    if (cause instanceof UndecodableRecord) throw cause;
    const message = `the bytes do not fit the schema: ${(cause as Error).message}`;
    throw new UndecodableRecord('SCHEMA_MISMATCH', message, cause);
  }
}

function noSchema({ value }: AvroRecord): UndecodableRecord {
  if (value === null) return new UndecodableRecord('NULL_VALUE', 'the record has no value');
  const start = value.subarray(0, PREFIX_BYTES).toString('hex') || 'nothing';
  return new UndecodableRecord(
    'NOT_AVRO',
    `expected a zero byte and a 4-byte schema id, found ${value.length} bytes starting with ${start}`,
  );
}

const nameOf = (schema: object): string => (schema as { name?: string }).name ?? 'unnamed';
