/** Many documents of a transaction, each changed in its own way: all of them or none, and a refusal is an error, as the bare command says it only in its answer. */
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../../services/platform/mongo/in-transaction.ts';
import { connectMongo, type Database } from '../../../services/platform/mongo/mongo.ts';
import { updateEach } from '../../../services/platform/mongo/update-each.ts';

type Counted = {
  _id: number;
  count: number;
  only?: string;
  note?: string;
  at?: Date;
  steps?: { of: number; text: string }[];
};

let database: Database;
const documents = () => database.db.collection<Counted>('counted');

beforeAll(async () => {
  const url = process.env['TEST_MONGODB_URL'] ?? '';
  database = await connectMongo(
    { url, tls: null, login: null, database: `update_${randomUUID().slice(0, 8)}` },
    'test',
  );
  await documents().createIndex({ only: 1 }, { unique: true, sparse: true });
});
afterAll(async () => {
  await database.db.dropDatabase();
  await database.close();
});
beforeEach(async () => {
  await documents().deleteMany({});
});

const fill = (count: number, fields: Partial<Counted> = {}) =>
  documents().insertMany(Array.from({ length: count }, (_, _id) => ({ _id, count: 0, ...fields })));
const setCount = (_id: number, count = 1) => ({ _id, set: { count }, unset: [] });

test('each document gets its own values, also more of them than a command takes', async () => {
  await fill(10_050);
  await inTransaction(database, (session) =>
    updateEach(
      documents(),
      Array.from({ length: 10_050 }, (_, id) => setCount(id, id * 3)),
      session,
    ),
  );
  const wrong = await documents()
    .find({ $expr: { $ne: ['$count', { $multiply: ['$_id', 3] }] } })
    .toArray();
  expect(wrong).toEqual([]);
});

test('each loses its own fields, keeps what is not named, and gets values as they are', async () => {
  const at = new Date(1_700_000_000_000);
  await fill(5, { note: 'kept', at, steps: [{ of: 1, text: 'old' }] });
  const steps = [{ of: 2, text: '$$ROOT' }];
  await inTransaction(database, (session) =>
    updateEach(
      documents(),
      [
        { _id: 0, set: { note: '$count' }, unset: [] },
        { _id: 1, set: { steps }, unset: ['note'] },
        { _id: 2, set: {}, unset: ['at', 'note'] },
        { _id: 3, set: { at: new Date(5), count: 7 }, unset: ['note'] },
        { _id: 99, set: { count: 5 }, unset: [] },
      ],
      session,
    ),
  );
  const kept = { count: 0, note: 'kept', at, steps: [{ of: 1, text: 'old' }] };
  const { note: _, ...withoutNote } = kept;
  expect(await documents().find().sort({ _id: 1 }).toArray()).toEqual([
    { _id: 0, ...kept, note: '$count' },
    { _id: 1, ...withoutNote, steps },
    { _id: 2, count: 0, steps: kept.steps },
    { _id: 3, ...withoutNote, at: new Date(5), count: 7 },
    { _id: 4, ...kept },
  ]);
});

test('what the database refuses is an error that says why, and nothing of the transaction stays', async () => {
  await fill(3);
  await expect(
    inTransaction(database, (session) =>
      updateEach(documents(), [setCount(0), { _id: 1, set: { _id: 5 }, unset: [] }], session),
    ),
  ).rejects.toThrow(/_id/);
  await documents().updateOne({ _id: 2 }, { $set: { only: 'here' } });
  await expect(
    inTransaction(
      database,
      (session) =>
        updateEach(documents(), [setCount(0), { _id: 1, set: { only: 'here' }, unset: [] }], session),
      1,
    ),
  ).rejects.toThrow(/duplicate key/);
  expect(await documents().countDocuments({ count: 1 })).toBe(0);
});

test('who writes the same document meanwhile makes the transaction start again', async () => {
  await fill(1);
  let tries = 0;
  await inTransaction(database, async (session) => {
    tries += 1;
    const seen = await documents().findOne({ _id: 0 }, { session });
    if (tries === 1) await documents().updateOne({ _id: 0 }, { $inc: { count: 10 } });
    await updateEach(documents(), [setCount(0, (seen?.count ?? 0) + 1)], session);
  });
  expect(tries).toBe(2);
  expect(await documents().findOne({ _id: 0 })).toMatchObject({ count: 11 });
});
