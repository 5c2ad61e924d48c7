import {
  bodyOf,
  schemaOf,
  type AvroRecord,
} from '../../../../../services/platform/kafka/avro/schema-reference.ts';

const schemaReference = (record: AvroRecord) => {
  const schema = schemaOf(record);
  return schema === null ? null : { schema, body: record.value && bodyOf(record.value, record.headers) };
};

const HEADER = '__value_schema_id';
const body = Buffer.from('body');
const prefixed = Buffer.concat([Buffer.from([0, 0, 0, 0, 7]), body]);
const guid = Buffer.concat([Buffer.from([1]), Buffer.from('00112233445566778899aabbccddeeff', 'hex')]);

test('an id before the body', () => {
  expect(schemaReference({ value: prefixed })).toEqual({ schema: 7, body });
});

test('an id or a GUID in a header: the whole value is the body', () => {
  expect(schemaReference({ value: body, headers: { [HEADER]: Buffer.from([0, 0, 0, 1, 0]) } })).toEqual({
    schema: 256,
    body,
  });
  expect(schemaReference({ value: body, headers: { [HEADER]: ['old', guid] } })).toEqual({
    schema: '00112233-4455-6677-8899-aabbccddeeff',
    body,
  });
});

test('a header that is neither does not hide the id before the body', () => {
  expect(schemaReference({ value: prefixed, headers: { [HEADER]: 'whatever' } })).toEqual({
    schema: 7,
    body,
  });
});

test.each([null, Buffer.alloc(0), Buffer.from([0, 0, 0, 7]), Buffer.from('{}')])('none: %p', (value) => {
  expect(schemaReference({ value })).toBeNull();
});
