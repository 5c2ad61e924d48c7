/** Who may write which collection is data (schemas/collections/), and the source keeps to it: each statement that writes is looked at. */
import { existsSync } from 'node:fs';
import { accessCollections } from '../../../schemas/collections/access-collections.ts';
import * as packages from '../../../schemas/collections/package-collections.ts';
import { collections } from '../../../schemas/collections.ts';
import { writesBelow, writesIn, type Write } from '../../support/collection-writes.ts';

/** Mechanics that write to whatever collection they are given: their callers are looked at instead. */
const MECHANICS = ['insert-absent', 'update-each', 'uploads'].map(
  (name) => `services/platform/mongo/${name}.ts`,
);

const writersOf = (collection: string): readonly string[] => {
  const definition = { ...collections, ...accessCollections }[collection as keyof typeof collections];
  if (definition) return definition.writers;
  const name = packages[collection as 'UPLOADS_BUCKET' | 'SAFETY_CAPS' | 'API_RATE_LIMITS'];
  return packages.packageCollections[name].writers;
};
const folderOf = ({ file }: Write): string => file.split('/')[1] ?? '';
const told = ({ file, line, verb, collection }: Write): string => `${file}:${line} ${verb} ${collection}`;

const writes = writesBelow('services').filter(({ file }) => !MECHANICS.includes(file));

test('every statement that writes names its collection', () => {
  expect(writes.filter(({ collection }) => collection === null).map(told)).toEqual([]);
});

test('only the writers of a collection write it', () => {
  const strangers = writes.filter(
    (write) => write.collection !== null && !writersOf(write.collection).includes(folderOf(write)),
  );
  expect(strangers.map(told)).toEqual([]);
});

const every: Array<[string, readonly string[]]> = [
  ...Object.entries(collections).map(([key, { writers }]): [string, readonly string[]] => [key, writers]),
  ...(['UPLOADS_BUCKET', 'SAFETY_CAPS', 'API_RATE_LIMITS'] as const).map(
    (key): [string, readonly string[]] => [key, packages.packageCollections[packages[key]].writers],
  ),
];

test.each(every)('%s is written by those who are named, all of them', (key, writers) => {
  const folders = new Set(writes.filter(({ collection }) => collection === key).map(folderOf));
  expect([...folders].sort()).toEqual([...writers].sort());
  for (const folder of writers) expect(existsSync(`services/${folder}`)).toBe(true);
});

describe('the reader of statements', () => {
  const found = (text: string): Array<[string, string | null]> =>
    writesIn('a.ts', text).map(({ verb, collection }) => [verb, collection]);

  test('sees the collection of a call, of a constant, and of our own functions', () => {
    expect(found('await database.of(collections.messages).updateOne({}, {});')).toEqual([
      ['updateOne', 'messages'],
    ]);
    expect(found('const pace = db.of(collections.pace); await pace.deleteMany({});')).toEqual([
      ['deleteMany', 'pace'],
    ]);
    expect(found('insertAbsent(database.of(collections.events), documents)')).toEqual([
      ['insertAbsent', 'events'],
    ]);
    expect(found('const { users } = accessCollections; database.of(users).insertOne(user)')).toEqual([
      ['insertOne', 'users'],
    ]);
  });

  test('says when it cannot know, and takes no read for a write', () => {
    expect(found('async (which: Collection) => which.deleteMany({})')).toEqual([['deleteMany', null]]);
    expect(found("database.db.collection('messages').updateMany({}, {})")).toEqual([['updateMany', null]]);
    expect(found('db.command({ insert: name, documents })')).toEqual([['command', null]]);
    expect(found("messages.aggregate([{ $merge: 'runs' }])")).toEqual([['aggregate', null]]);
    expect(found('database.of(collections.messages).find({}); db.command({ ping: 1 })')).toEqual([]);
  });
});
