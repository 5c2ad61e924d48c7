/** Avro schemas as people read them: the records of a schema in order, and the type of each field in words. */

export type AvroField = { name: string; type: Avro; doc?: string; default?: unknown };
export type AvroNamed = {
  type: string;
  name: string;
  doc?: string;
  fields?: AvroField[];
  symbols?: string[];
  items?: Avro;
  values?: Avro;
  logicalType?: string;
};
export type Avro = string | Avro[] | AvroNamed;

/** Names of the kinds that the record's field `body` may be. */
export function unionsOf(schema: object): string[] {
  const body = (schema as AvroNamed).fields?.find(({ name }) => name === 'body');
  if (!Array.isArray(body?.type)) return [];
  return body.type.map((branch) => (typeof branch === 'object' && 'name' in branch ? branch.name : ''));
}

/**
 * The schema's own record first, then each record and enum within it, in the order in which they are defined.
 */
export function definitionsOf(schema: object): AvroNamed[] {
  const found: AvroNamed[] = [];
  const visit = (type: Avro): void => {
    if (typeof type === 'string') return;
    if (Array.isArray(type)) return type.forEach(visit);
    if (type.type === 'record' || type.type === 'enum') found.push(type);
    for (const field of type.fields ?? []) visit(field.type);
    if (type.items) visit(type.items);
    if (type.values) visit(type.values);
  };
  visit(schema as AvroNamed);
  return found;
}

/** A type in words: `string or null`, `list of Contact`, `time (ms)`. */
export function inWords(type: Avro): string {
  if (typeof type === 'string') return type.replace(/^campaigns\./, '');
  if (Array.isArray(type)) {
    const branches = type.filter((branch) => branch !== 'null').map(inWords);
    return [...branches, ...(type.includes('null') ? ['null'] : [])].join(' or ');
  }
  if (type.type === 'array') return `list of ${inWords(type.items ?? 'null')}`;
  if (type.type === 'map') return `map of ${inWords(type.values ?? 'null')}`;
  if (type.logicalType === 'timestamp-millis') return 'time (ms since 1970)';
  if (type.logicalType) return `${type.type} (${type.logicalType})`;
  return type.name ?? type.type;
}
