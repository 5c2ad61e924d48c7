/** docs/asyncapi.json and docs/topics.md: what topics and schemas say, and valid by AsyncAPI's own schema. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { ASYNC_API, asyncApi } from '../../../deploy/asyncapi/async-api.ts';
import { inWords, unionsOf } from '../../../deploy/asyncapi/avro-shape.ts';
import { TOPICS_DOC, topicsDoc } from '../../../deploy/asyncapi/topics-doc.ts';
import { topics } from '../../../schemas/topics.ts';

const read = (path: string): string => readFileSync(path, 'utf8');
const { version } = JSON.parse(read('package.json')) as { version: string };
const document = JSON.parse(read(ASYNC_API)) as {
  channels: Record<string, object>;
  operations: Record<string, { action: string }>;
};

test('the documents are those that `npm run generate` writes', () => {
  expect(document).toEqual(JSON.parse(JSON.stringify(asyncApi(version))));
  expect(read(TOPICS_DOC)).toBe(topicsDoc());
});

describe('the schema of AsyncAPI 3.0', () => {
  const schemas = createRequire(join(process.cwd(), 'package.json'));
  const ajv = new Ajv({ strict: false, allErrors: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  const valid = ajv.compile(schemas('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object);

  test('accepts the document', () => {
    valid(document);
    expect(valid.errors).toBeNull();
  });

  test('refuses it with an action that does not exist, and without its channels', () => {
    const [name = '', operation] = Object.entries(document.operations)[0] ?? [];
    expect(
      valid({
        ...document,
        operations: { ...document.operations, [name]: { ...operation, action: 'sends' } },
      }),
    ).toBe(false);
    expect(valid({ ...document, channels: [] })).toBe(false);
  });
});

test('every topic is a channel, and every writer and reader has an operation', () => {
  const all = Object.values(topics);
  expect(Object.keys(document.channels)).toEqual(all.map(({ name }) => name));
  const wanted = all.flatMap(({ name, writers, readers }) => [
    ...writers.map((process) => [`${process}.send.${name}`, 'send']),
    ...readers.map((process) => [`${process}.receive.${name}`, 'receive']),
  ]);
  expect(Object.entries(document.operations).map(([id, { action }]) => [id, action])).toEqual(wanted);
});

test('the kinds of a command are named', () => {
  expect(unionsOf(topics.campaignCommands.schema)).toEqual(
    expect.arrayContaining(['CreateCampaign', 'StartCampaign', 'DeleteContactList']),
  );
});

test.each([
  ['string', 'string'],
  [['null', 'string'], 'string or null'],
  [{ type: 'array', items: { type: 'record', name: 'Contact' } }, 'list of Contact'],
  [{ type: 'map', values: 'campaigns.Value' }, 'map of Value'],
  [{ type: 'long', logicalType: 'timestamp-millis' }, 'time (ms since 1970)'],
])('%j is told as %s', (type, words) => expect(inWords(type as never)).toBe(words));
