import { recordType } from '../../../../../services/platform/kafka/avro/avro-record.ts';
import { topics } from '../../../../../schemas/topics.ts';
import { sampleRecords } from '../../../../support/sample-records.ts';
import { inNamespace } from '../../../../../services/platform/kafka/avro/avro-names.ts';

const all = Object.values(topics).map(({ name, schema }) => [name, schema] as const);

test.each(all)('%s: bytes of a writer with a namespace of its own are read as ours', (_name, schema) => {
  const ours = recordType<unknown>(schema);
  const read = ours.readerOf(inNamespace(schema, 'com.acme.generated'));
  for (const value of sampleRecords(schema)) expect(read(ours.encode(value))).toEqual(value);
});

test('what differs in more than the namespace is still refused', () => {
  const ours = recordType<unknown>(topics.sendDemand.schema);
  expect(() => ours.readerOf(inNamespace(topics.releasedMessages.schema, 'campaigns'))).toThrow();
});

test('a reference to a type is moved as its definition is', () => {
  const point = { type: 'record', name: 'Point', namespace: 'a.b', fields: [{ name: 'x', type: 'int' }] };
  const line = {
    type: 'record',
    name: 'a.b.Line',
    fields: [
      { name: 'from', type: point },
      { name: 'to', type: ['null', 'a.b.Point'] },
      { name: 'via', type: { type: 'array', items: 'Point' } },
      { name: 'by', type: { type: 'map', values: 'a.b.Point' } },
    ],
  };
  expect(JSON.stringify(inNamespace(line, 'ours'))).not.toMatch(/a\.b|"Point"/);
});
