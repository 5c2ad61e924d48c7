/** Renames the types of a writer's schema as the reader names them. Pure. */

// Avro resolves schemas by unqualified names (specification, "Schema Resolution"), because generators put
// their own namespace before them; the Avro library compares full names.

type Avro = string | Avro[] | { readonly [key: string]: unknown };

const PRIMITIVE = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string']);
const NAMED = new Set(['record', 'error', 'enum', 'fixed']);

/** @param namespace of the reader; each named type of the writer is moved there */
export function inNamespace(writerSchema: object, namespace: string): object {
  const fullName = (name: string): string => `${namespace}.${name.slice(name.lastIndexOf('.') + 1)}`;

  const move = (schema: Avro): Avro => {
    if (typeof schema === 'string') return PRIMITIVE.has(schema) ? schema : fullName(schema);
    if (Array.isArray(schema)) return schema.map(move);
    const { type, name, items, values, fields } = schema;
    if (typeof type !== 'string') return { ...schema, type: move(type as Avro) };
    return {
      ...without(schema, ['namespace', 'aliases']),
      type:
        PRIMITIVE.has(type) || NAMED.has(type) || type === 'array' || type === 'map' ? type : fullName(type),
      ...(typeof name === 'string' ? { name: fullName(name) } : {}),
      ...(items === undefined ? {} : { items: move(items as Avro) }),
      ...(values === undefined ? {} : { values: move(values as Avro) }),
      ...(Array.isArray(fields) ? { fields: fields.map(moveField) } : {}),
    };
  };
  const moveField = (field: { readonly [key: string]: unknown }): object => ({
    ...field,
    type: move(field['type'] as Avro),
  });

  return move(writerSchema as Avro) as object;
}

const without = (schema: { readonly [key: string]: unknown }, keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(schema).filter(([key]) => !keys.includes(key)));
