/** What earlier versions wrote is read by today's code: bytes of every schema version, kept since it was first written. */
import { recordType } from '../../../services/platform/kafka/avro/avro-record.ts';
import { fingerprintOf, goldenVersions, presentSchemas } from '../../support/golden-records.ts';

const root = process.cwd();
const present = presentSchemas(root);
const golden = goldenVersions(root);

test.each([...present])(
  'the present version of %s has golden bytes (npm run generate writes them)',
  (name, schema) => {
    const kept = golden.filter(({ schemaName }) => schemaName === name).map(({ version }) => version);
    expect(kept.filter((version) => version.endsWith(`-${fingerprintOf(schema)}`))).toHaveLength(1);
  },
);

test('every topic’s first version is kept', () => {
  for (const name of present.keys())
    expect(golden.some(({ schemaName, version }) => schemaName === name && version.startsWith('1-'))).toBe(
      true,
    );
});

test.each(golden.map((version) => [`${version.schemaName} ${version.version}`, version] as const))(
  '%s is read as it was written',
  (_name, { schemaName, schema, bodies, values }) => {
    const type = recordType<unknown>(present.get(schemaName) ?? {});
    const read = type.readerOf(schema);
    const again = type.readerOf(present.get(schemaName) ?? {});
    expect(bodies.length).toBeGreaterThan(0);
    expect(bodies).toHaveLength(values.length);
    for (const [place, body] of bodies.entries()) {
      const value = read(body);
      expect(value).toMatchObject(values[place] as object);
      // and it is a whole value of today's schema, defaults and all: it can be written again
      expect(again(type.encode(value))).toEqual(value);
    }
  },
);

test('the version of a file is that of the schema in it', () => {
  for (const { version, schema } of golden) expect(version.split('-')[1]).toBe(fingerprintOf(schema));
});
