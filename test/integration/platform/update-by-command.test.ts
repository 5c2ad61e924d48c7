/** Many updates of a transaction as one command: all of them or none, and a refusal is an error, as the bare command says it only in its answer. */
import { randomUUID } from 'node:crypto';
import { inTransaction } from '../../../services/platform/mongo/in-transaction.ts';
import { connectMongo, type Database } from '../../../services/platform/mongo/mongo.ts';
import { updateByCommand } from '../../../services/platform/mongo/update-by-command.ts';

type Counted = { _id: number; count: number; only?: string };

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

const fill = (count: number) =>
  documents().insertMany(Array.from({ length: count }, (_, _id) => ({ _id, count: 0 })));
const addOne = (_id: number) => ({ q: { _id }, u: { $inc: { count: 1 } } });

test('each document gets its own update, also more of them than a command takes', async () => {
  await fill(10_050);
  await inTransaction(database, (session) =>
    updateByCommand(
      documents(),
      Array.from({ length: 10_050 }, (_, id) => addOne(id)),
      session,
    ),
  );
  expect(await documents().countDocuments({ count: 1 })).toBe(10_050);
});

test('what the database refuses is an error that names it, and nothing of the transaction stays', async () => {
  await fill(3);
  await expect(
    inTransaction(database, (session) =>
      updateByCommand(documents(), [addOne(0), { q: { _id: 1 }, u: { $nonsense: 1 } }], session),
    ),
  ).rejects.toThrow(/nonsense/);
  await documents().updateOne({ _id: 2 }, { $set: { only: 'here' } });
  await expect(
    inTransaction(
      database,
      (session) =>
        updateByCommand(documents(), [addOne(0), { q: { _id: 1 }, u: { $set: { only: 'here' } } }], session),
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
    await updateByCommand(
      documents(),
      [{ q: { _id: 0 }, u: { $set: { count: (seen?.count ?? 0) + 1 } } }],
      session,
    );
  });
  expect(tries).toBe(2);
  expect(await documents().findOne({ _id: 0 })).toMatchObject({ count: 11 });
});
