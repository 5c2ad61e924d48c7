import fc from 'fast-check';
import { boundsOf } from '../../../../../services/platform/kafka/avro/avro-bounds.ts';
import { recordType } from '../../../../../services/platform/kafka/avro/avro-record.ts';
import { goldenVersions, presentSchemas } from '../../../../support/golden-records.ts';

const schemas = [...presentSchemas(process.cwd())];
const golden = goldenVersions(process.cwd());

test('every record that was ever written is as long as it says', () => {
  for (const { schema, bodies } of golden) {
    const fits = boundsOf(schema);
    for (const body of bodies) {
      expect(fits(body)).toBe(true);
      if (body.length > 0) expect(fits(body.subarray(0, -1))).toBe(false);
      expect(fits(Buffer.concat([body, Buffer.from([0])]))).toBe(false);
    }
  }
});

test('ten bytes that announce a million million elements are refused, not read', () => {
  const list = {
    type: 'record',
    name: 'L',
    fields: [{ name: 'of', type: { type: 'array', items: 'string' } }],
  };
  const many = Buffer.from('8080d6e2fb0f', 'hex'); // the count alone
  expect(boundsOf(list)(many)).toBe(false);
  expect(() => recordType(list).readerOf(list)(many)).toThrow('their lengths do not match their contents');
  const nothings = { ...list, fields: [{ name: 'of', type: { type: 'array', items: 'null' } }] };
  expect(boundsOf(nothings)(Buffer.concat([many, Buffer.from([0])]))).toBe(false);
});

test('garbage and damaged records of every schema are read or refused at once', () => {
  for (const [name, schema] of schemas) {
    const type = recordType<unknown>(schema);
    const read = type.readerOf(schema);
    const bodies = golden
      .filter(({ schemaName }) => schemaName === name)
      .flatMap((version) => version.bodies);
    const damaged = fc
      .tuple(
        fc.constantFrom(...bodies),
        fc.array(fc.tuple(fc.nat(10_000), fc.nat(255)), { maxLength: 4 }),
        fc.nat(10_000),
        fc.boolean(),
      )
      .map(([body, changes, cut, isCut]) => {
        const copy = Buffer.from(body);
        for (const [at, byte] of changes) if (copy.length > 0) copy[at % copy.length] = byte;
        return isCut ? copy.subarray(0, cut % (copy.length + 1)) : copy;
      });
    const garbage = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(damaged, garbage), (body) => {
        let value: unknown;
        try {
          value = read(body);
        } catch (error) {
          return expect(error).toBeInstanceOf(Error);
        }
        // what is read is a value of the schema
        return expect(type.encode(value).length).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 400 },
    );
  }
});
