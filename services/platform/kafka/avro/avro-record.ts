/**
 * One Avro record type as our code sees it: values to bytes, and bytes of any compatible writer to values of
 * today's schema. Pure.
 */
import avsc from 'avsc';
import { boundsOf } from './avro-bounds.ts';
import { inNamespace } from './avro-names.ts';

// A union of records in the root's `body` becomes a tagged union: `{ type: 'RecordName', … }`.

export type RecordType<V> = {
  /** Full name of the root record. */
  readonly name: string;
  /**
   * The body of a message, without the header that names its schema. @throws Error naming the path of a value
   * that does not fit
   */
  encode(value: V): Buffer;
  /**
   * Reads bytes written with a schema; throws for bytes that do not fit. @throws Error when the schema cannot
   * be resolved to ours
   */
  readerOf(writerSchema: object): (body: Buffer) => V;
};

/** @param schema Avro schema as JSON: a record at the root */
export function recordType<V>(schema: object): RecordType<V> {
  const type = avsc.Type.forSchema(schema as avsc.Schema);
  const tags = bodyTags(schema);
  return {
    name: type.name ?? '',
    encode: (value) => type.toBuffer(tags ? untag(value, tags) : value),
    readerOf(givenSchema) {
      const { namespace } = schema as { namespace: string };
      const writerSchema = givenSchema === schema ? schema : inNamespace(givenSchema, namespace);
      // creating a resolver for each record would cost 43 times as much; none is needed when writer and
      // reader are the same
      const resolver =
        writerSchema === schema
          ? undefined
          : type.createResolver(avsc.Type.forSchema(writerSchema as avsc.Schema));
      const isWithinBounds = boundsOf(writerSchema);
      return (body) => {
        if (!isWithinBounds(body))
          throw new Error(
            `${body.length} bytes do not fit the schema: their lengths do not match their contents, or an int is out of range`,
          );
        const value = type.fromBuffer(body, resolver) as unknown;
        return (tags ? tag(value) : value) as V;
      };
    },
  };
}

/** Full names of the records in the root's `body` union by short name; null when there is no such union. */
function bodyTags(schema: object): Map<string, string> | null {
  const { namespace, fields } = schema as {
    namespace: string;
    fields: Array<{ name: string; type: unknown }>;
  };
  const body = fields.find((field) => field.name === 'body')?.type;
  if (!Array.isArray(body)) return null;
  return new Map(body.map((branch: { name: string }) => [branch.name, `${namespace}.${branch.name}`]));
}

function untag(value: unknown, tags: Map<string, string>): unknown {
  const root = value as { body: { type: string } };
  const name = tags.get(root.body.type);
  if (!name) throw new TypeError(`body.type ${root.body.type} is none of ${[...tags.keys()].join(', ')}`);
  return { ...root, body: { [name]: root.body } };
}

function tag(value: unknown): unknown {
  const root = value as { body: Record<string, object> };
  const name = Object.keys(root.body)[0] ?? '';
  return { ...root, body: { type: name.slice(name.lastIndexOf('.') + 1), ...root.body[name] } };
}
