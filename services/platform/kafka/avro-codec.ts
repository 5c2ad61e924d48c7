/** Avro records in the Confluent wire format (0, schema id, body). Schema ids and resolvers are looked up once, not per record. */
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { subjectOf, type Topic } from '../../../schemas/topics.ts';
import { recordType } from './avro-record.ts';
import type { Logger } from '../process/logger.ts';

const MAGIC = 0;
const HEADER_BYTES = 5;
/** A schema that the registry does not know is asked for again after this: it may have been restored meanwhile. */
const UNKNOWN_FOR_MS = 60_000;
/** Garbage names ever new ids: so many are remembered. */
const MAX_UNKNOWN = 10_000;

/** Bytes that are not a record of the topic's schema: data, not a defect of ours. */
export class UndecodableRecord extends Error {
  readonly code: 'NULL_VALUE' | 'NOT_AVRO' | 'UNKNOWN_SCHEMA' | 'SCHEMA_MISMATCH';
  constructor(code: UndecodableRecord['code'], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export type Codec<V> = {
  encode(value: V): Buffer;
  /** Looks up the schemas of records not seen before; to be awaited before decode. @throws when the registry cannot be reached */
  learn(records: ReadonlyArray<Buffer | null>): Promise<void>;
  /** @throws UndecodableRecord for bad bytes */
  decode(bytes: Buffer | null): V;
};

export type Codecs = { for<V>(topic: Topic<V>): Promise<Codec<V>> };

type Read<V> = (body: Buffer) => V;

/** @param registryUrl base URL of a Confluent-compatible registry */
export function createCodecs(registryUrl: string, namespace: string, log: Logger): Codecs {
  const registry = new SchemaRegistry({
    host: registryUrl,
    retry: { retries: 5, initialRetryTimeInSecs: 0.3, maxRetryTimeInSecs: 3 },
  });
  const made = new Map<string, Promise<Codec<unknown>>>();
  return {
    for<V>(topic: Topic<V>): Promise<Codec<V>> {
      let codec = made.get(topic.name);
      if (!codec) {
        codec = createCodec<unknown>(registry, namespace + topic.name, topic.schema, log);
        codec.catch(() => made.delete(topic.name)); // so that a later call can try again
        made.set(topic.name, codec);
      }
      return codec as Promise<Codec<V>>;
    },
  };
}

async function createCodec<V>(
  registry: SchemaRegistry,
  topicName: string,
  schema: object,
  log: Logger,
): Promise<Codec<V>> {
  const type = recordType<V>(schema);
  const id = await registry
    .getRegistryIdBySchema(subjectOf(topicName), { type: 'AVRO' as never, schema: JSON.stringify(schema) })
    .catch((cause: unknown) => {
      // the client has one kind of error for a missing subject and for a registry that is away
      throw new Error(
        `the registry does not give our schema for ${subjectOf(topicName)}: ${(cause as Error).message}. ` +
          'Is it there, and are topics and schemas published (dist/deploy/publish/publish.js)?',
        { cause },
      );
    });
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt8(MAGIC, 0);
  header.writeInt32BE(id, 1);
  const readers = new Map<number, Read<V>>([[id, type.readerOf(schema)]]);

  const unknownUntil = new Map<number, number>();

  /** Null when the registry knows no such schema. */
  const learnReader = async (writerId: number): Promise<Read<V> | null> => {
    let writerSchema: object;
    try {
      writerSchema = JSON.parse(JSON.stringify(await registry.getSchema(writerId))) as object;
    } catch (cause) {
      // not found, or not even possible as an id; anything else is the registry's own trouble and will be over
      if (![400, 404, 422].includes((cause as { status?: number }).status ?? 0)) throw cause;
      return null;
    }
    try {
      const read = type.readerOf(writerSchema);
      log.info({ topic: topicName, schemaId: writerId }, 'reading another schema version');
      return read;
    } catch (cause) {
      const message = `schema ${writerId} (${nameOf(writerSchema)}) cannot be read as ${type.name}`;
      return refuse(new UndecodableRecord('SCHEMA_MISMATCH', message, cause));
    }
  };

  return {
    encode(value) {
      const body = type.encode(value);
      return Buffer.concat([header, body], HEADER_BYTES + body.length);
    },
    async learn(records) {
      for (const bytes of records) {
        if (bytes === null || !isFramed(bytes)) continue;
        const writerId = bytes.readInt32BE(1);
        if (readers.has(writerId) || (unknownUntil.get(writerId) ?? 0) > Date.now()) continue;
        const read = writerId > 0 ? await learnReader(writerId) : null;
        if (read) readers.set(writerId, read);
        else {
          if (unknownUntil.size >= MAX_UNKNOWN) unknownUntil.delete(unknownUntil.keys().next().value ?? 0);
          unknownUntil.set(writerId, Date.now() + UNKNOWN_FOR_MS);
        }
      }
    },
    decode(bytes) {
      if (bytes === null) throw new UndecodableRecord('NULL_VALUE', 'the record has no value');
      if (!isFramed(bytes)) {
        const start = bytes.subarray(0, HEADER_BYTES).toString('hex') || 'nothing';
        throw new UndecodableRecord(
          'NOT_AVRO',
          `expected a zero byte and a 4-byte schema id, found ${bytes.length} bytes starting with ${start}`,
        );
      }
      const writerId = bytes.readInt32BE(1);
      const read = readers.get(writerId);
      if (!read && unknownUntil.has(writerId))
        throw new UndecodableRecord('UNKNOWN_SCHEMA', `the registry knows no schema ${writerId}`);
      if (!read) throw new Error('learn() must see a record before decode()');
      try {
        return read(bytes.subarray(HEADER_BYTES));
      } catch (cause) {
        if (cause instanceof UndecodableRecord) throw cause;
        throw new UndecodableRecord(
          'SCHEMA_MISMATCH',
          `the bytes do not fit the schema: ${(cause as Error).message}`,
          cause,
        );
      }
    },
  };
}

const isFramed = (bytes: Buffer): boolean => bytes.length >= HEADER_BYTES && bytes[0] === MAGIC;

/** A reader for records that can never be read. */
const refuse = (error: UndecodableRecord) => (): never => {
  throw error;
};

const nameOf = (schema: object): string => (schema as { name?: string }).name ?? 'unnamed';
