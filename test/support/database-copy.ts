/** A copy of a database and its restore, as mongodump and mongorestore do it: every document of every collection. */
import { BSON, type Db, type Document } from 'mongodb';

/** Extended JSON of each document, by collection. */
export type DatabaseCopy = Map<string, string[]>;

export async function copyDatabase(db: Db): Promise<DatabaseCopy> {
  const copy: DatabaseCopy = new Map();
  for (const { name } of await db.listCollections({ type: 'collection' }).toArray()) {
    const documents = await db.collection(name).find().toArray();
    copy.set(
      name,
      documents.map((document) => BSON.EJSON.stringify(document, { relaxed: false })),
    );
  }
  return copy;
}

/** What has come since the copy is gone; collections and their indexes stay. */
export async function restoreDatabase(db: Db, copy: DatabaseCopy): Promise<void> {
  for (const { name } of await db.listCollections({ type: 'collection' }).toArray())
    await db.collection(name).deleteMany({});
  for (const [name, documents] of copy)
    if (documents.length > 0)
      await db
        .collection(name)
        .insertMany(documents.map((text) => BSON.EJSON.parse(text, { relaxed: false }) as Document));
}
