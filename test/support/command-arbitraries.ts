/** Any command that its schema allows, with the values that break rules: names of Object's own, empty and huge texts, times of no calendar. */
import fc from 'fast-check';
import { CampaignCommandSchema, type CampaignCommand } from '../../schemas/types.ts';

type Field = { name: string; type: Avro };
type Named = {
  type: string;
  name?: string;
  fields?: Field[];
  symbols?: string[];
  items?: Avro;
  values?: Avro;
};
type Avro = string | readonly Avro[] | Named;

const named = new Map<string, Named>();

const texts = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('', ' ', '\0', '\ud800', '13175550101', 'phone', 'name', 'Name', '-'),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom('x'.repeat(513), '/'.repeat(5_000), 'x'.repeat(10_001)) },
);
const integers = fc.constantFrom(0, -1, 1, 60, 2 ** 31 - 1, -(2 ** 31));
const longs = fc.oneof(
  integers,
  fc.constantFrom(8.64e15, 8.64e15 + 1, -9e15, 1.8e12, Number.MAX_SAFE_INTEGER),
);

function valueOf(type: Avro): fc.Arbitrary<unknown> {
  if (Array.isArray(type)) return fc.oneof(...(type as readonly Avro[]).map(valueOf));
  if (typeof type === 'string') {
    const known = named.get(type);
    if (known) return valueOf(known);
    switch (type) {
      case 'null':
        return fc.constant(null);
      case 'boolean':
        return fc.boolean();
      case 'int':
        return integers;
      case 'long':
        return longs;
      default:
        return texts;
    }
  }
  const record = type as Named;
  if (record.name !== undefined) named.set(record.name, record);
  switch (record.type) {
    case 'record':
      return fc.record(
        Object.fromEntries((record.fields ?? []).map(({ name, type: of }) => [name, valueOf(of)])),
      );
    case 'enum':
      return fc.constantFrom(...(record.symbols ?? []));
    case 'array': {
      const element = valueOf(record.items ?? 'null');
      const repeated = fc
        .tuple(element, fc.constantFrom(101, 1_001))
        .map(([one, count]) => Array<unknown>(count).fill(one));
      return fc.oneof(
        { weight: 9, arbitrary: fc.array(element, { maxLength: 4 }) },
        { weight: 1, arbitrary: repeated },
      );
    }
    case 'map':
      return fc.dictionary(texts, valueOf(record.values ?? 'null'), { maxKeys: 5 });
    default:
      return valueOf(record.type);
  }
}

const schema = CampaignCommandSchema as unknown as { fields: Field[] };
const union = schema.fields.find(({ name }) => name === 'body')?.type as readonly Named[];

/** Bodies of every kind. */
export const anyBody: fc.Arbitrary<CampaignCommand['body']> = fc.oneof(
  ...union.map((branch) =>
    valueOf(branch).map((value) => ({ type: branch.name, ...(value as object) }) as CampaignCommand['body']),
  ),
);

/** The records of the union, in its order: name, and whether an empty value fits. */
export const commandKinds = union.map(({ name = '', fields = [] }) => ({
  name,
  fitsEmpty: fields.every((field) => 'default' in field),
}));
