/**
 * Values of any Avro record schema, the same ones each time: so many that every branch of a union, every symbol of an enum, and
 * empty as well as filled arrays occur. Pure.
 */
type Field = { name: string; type: Avro };
type Named = { type: string; name: string; namespace?: string; fields?: Field[]; symbols?: string[] };
type Avro = string | Avro[] | (Named & { items?: Avro; values?: Avro });

/** @param schema Avro schema as JSON: a record at the root; a union of records in its `body` becomes tagged values */
export function sampleRecords(schema: object): unknown[] {
  const named = new Map<string, Named>();
  gather(schema as Named, named);
  const root = schema as Named;
  const body = root.fields?.find(({ name }) => name === 'body')?.type;
  const branches = Array.isArray(body) ? body : [null];
  const count = Math.max(3, ...[...named.values()].map(({ symbols }) => symbols?.length ?? 0));
  return branches.flatMap((branch) =>
    Array.from({ length: count }, (_, variant) => {
      const value = (type: Avro, path: string): unknown => valueOf(type, path, variant, named);
      const fields = (root.fields ?? []).map(({ name, type }) => {
        if (name !== 'body' || branch === null) return [name, value(type, name)];
        const tagged = { type: nameOf(branch), ...(value(branch, name) as object) };
        return [name, tagged];
      });
      return Object.fromEntries(fields) as unknown;
    }),
  );
}

function valueOf(type: Avro, path: string, variant: number, named: Map<string, Named>): unknown {
  if (Array.isArray(type)) return valueOf(type[variant % type.length] ?? 'null', path, variant, named);
  if (typeof type === 'string') {
    const known = named.get(type);
    return known ? valueOf(known, path, variant, named) : primitive(type, path, variant);
  }
  switch (type.type) {
    case 'record':
      return Object.fromEntries(
        (type.fields ?? []).map(({ name, type: of }) => [
          name,
          valueOf(of, `${path}.${name}`, variant, named),
        ]),
      );
    case 'enum':
      return type.symbols?.[variant % type.symbols.length];
    case 'array':
      return Array.from({ length: variant % 3 }, (_, place) =>
        valueOf(type.items ?? 'null', `${path}[${place}]`, variant + place, named),
      );
    case 'map':
      return Object.fromEntries(
        Array.from({ length: variant % 3 }, (_, place) => [
          `key ${place}`,
          valueOf(type.values ?? 'null', `${path}.${place}`, variant, named),
        ]),
      );
    default:
      return valueOf(type.type, path, variant, named);
  }
}

/** Numbers of one, two and many bytes and below 0; text beyond ASCII; bytes that are no text. */
function primitive(type: string, path: string, variant: number): unknown {
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return variant % 2 === 1;
    case 'int':
      return [path.length, -1 - path.length, 2_000_000_000 + path.length][variant % 3];
    case 'long':
      return 1_700_000_000_000 + 1_000 * path.length + variant;
    case 'float':
    case 'double':
      return path.length + 0.5;
    case 'bytes':
      return Buffer.from([0, path.length, 255, variant]);
    case 'string':
      return variant === 2 ? '' : `${path} – n° ${variant} ✓`;
    default:
      throw new Error(`${path}: no sample for the Avro type ${type}`);
  }
}

function gather(type: Avro, named: Map<string, Named>): void {
  if (typeof type === 'string') return;
  if (Array.isArray(type)) return type.forEach((one) => gather(one, named));
  if (type.type === 'record' || type.type === 'enum') named.set(type.name, type);
  for (const field of type.fields ?? []) gather(field.type, named);
  if (type.items !== undefined) gather(type.items, named);
  if (type.values !== undefined) gather(type.values, named);
  if (typeof type.type !== 'string') gather(type.type, named);
}

const nameOf = (branch: Avro): string => (typeof branch === 'string' ? branch : (branch as Named).name);
