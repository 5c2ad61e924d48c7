/**
 * Writes types.ts from the .avsc files: a TypeScript type per record and enum, and the schemas themselves as
 * data, so that no process reads schema files at run time.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// `--check` fails when the checked-in file is stale.

/**
 * `later`: the field came after its record was in use. Documents that were stored before lack it, and so may
 * whoever writes (Avro then writes the default): it is optional in TypeScript.
 */
type Field = { name: string; type: Avro; doc?: string; later?: true };
type Named = {
  type: string;
  name: string;
  doc?: string;
  fields?: Field[];
  symbols?: string[];
  logicalType?: string;
};
type Avro = string | Avro[] | (Named & { items?: Avro; values?: Avro });

const folder = join(process.cwd(), 'schemas');
const target = join(folder, 'types.ts');
const text = generate();
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('schemas/types.ts is stale: run `npm run generate` and commit the result.');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}

function generate(): string {
  const declared = new Map<string, string>();
  const schemas: string[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.avsc'))
    .sort()) {
    const source = readFileSync(join(folder, file), 'utf8');
    const schema = JSON.parse(source) as Named;
    declare(schema, declared, true);
    schemas.push(`export const ${schema.name}Schema = ${JSON.stringify(schema)} as const;`);
  }
  return [
    '// Generated from schemas/*.avsc by `npm run generate`. Do not edit.',
    '',
    ...declared.values(),
    '',
    ...schemas,
    '',
  ].join('\n');
}

/** Declares a record or enum (and what it contains) and returns its TypeScript name. */
function declare(type: Named, declared: Map<string, string>, root = false): string {
  const lines: string[] = [];
  if (type.doc) lines.push(`/** ${type.doc} */`);
  if (type.type === 'enum') {
    lines.push(
      `export type ${type.name} = ${(type.symbols ?? []).map((symbol) => `'${symbol}'`).join(' | ')};`,
    );
  } else {
    declared.set(type.name, ''); // reserves the place, so that a record precedes what it contains
    lines.push(`export type ${type.name} = {`);
    for (const field of type.fields ?? []) {
      if (field.doc) lines.push(`  /** ${field.doc} */`);
      const tagged = root && field.name === 'body' && Array.isArray(field.type);
      const type = tagged ? taggedUnion(field.type as Avro[], declared) : typeOf(field.type, declared);
      lines.push(`  ${field.name}${field.later ? '?' : ''}: ${type}${field.later ? ' | undefined' : ''};`);
    }
    lines.push('};');
  }
  const next = lines.join('\n');
  const before = declared.get(type.name);
  if (before && before !== next) throw new Error(`${type.name} is defined twice, differently`);
  declared.set(type.name, next);
  return type.name;
}

/**
 * A union of records in a root's `body` carries its record's name as `type` (platform/avro-codec.ts does the
 * same).
 */
function taggedUnion(branches: Avro[], declared: Map<string, string>): string {
  return branches
    .map((branch) => {
      const name = typeOf(branch, declared);
      return `({ type: '${name}' } & ${name})`;
    })
    .join(' | ');
}

function typeOf(type: Avro, declared: Map<string, string>): string {
  if (Array.isArray(type)) return type.map((branch) => typeOf(branch, declared)).join(' | ');
  if (typeof type !== 'string') {
    if (type.type === 'array') return `Array<${typeOf(type.items ?? 'null', declared)}>`;
    if (type.type === 'map') return `Record<string, ${typeOf(type.values ?? 'null', declared)}>`;
    if (type.type === 'record' || type.type === 'enum') return declare(type, declared);
    return typeOf(type.type, declared);
  }
  if (['int', 'long', 'float', 'double'].includes(type)) return 'number';
  if (type === 'bytes') return 'Buffer';
  return type;
}
