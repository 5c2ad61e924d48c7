/** A person's number in texts of other collections: removed with what it is about, or cut out of it. */
import { collections, UPLOADS_BUCKET } from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { discardUploads, findUploads, openUpload } from '../platform/mongo/uploads.ts';
import { findAuditsNaming } from './audits-naming.ts';
import type { NumberInText } from './number-in-text.ts';

const MOST_UPLOADS = 10_000;
/** A number that lies over the border of two pieces of a file is seen all the same. */
const OVERLAP = 200;

const withPattern = ({ pattern }: NumberInText) => ({ $regex: pattern });

export async function removeRejects(database: Database, number: NumberInText): Promise<number> {
  const has = withPattern(number);
  const { deletedCount } = await database
    .of(collections.importRejects)
    .deleteMany({ $or: [{ row: has }, { value: has }, { reason: has }] });
  return deletedCount;
}

export async function removeExports(database: Database, number: NumberInText): Promise<number> {
  return (await database.of(collections.exports).deleteMany({ request: withPattern(number) })).deletedCount;
}

/** They are kept for a day, and hold the recipient and the wamid. */
export async function removeUnmatched(database: Database, number: NumberInText): Promise<number> {
  let removed = 0;
  const statuses = database.of(collections.unmatchedStatuses);
  for await (const status of statuses.find())
    if (number.isIn(JSON.stringify(status)))
      removed += (await statuses.deleteOne({ _id: status._id })).deletedCount;
  return removed;
}

export async function cleanEvents(database: Database, number: NumberInText): Promise<number> {
  const has = withPattern(number);
  let cleaned = 0;
  const events = database.of(collections.events);
  const naming = events.find({
    $or: [{ message: has }, { 'entity.id': has }, { 'entity.name': has }, { who: has }],
  });
  for await (const event of naming) {
    await events.replaceOne({ _id: event._id }, cleanOf(event, number));
    cleaned += 1;
  }
  return cleaned;
}

/** Who did what when stays. */
export async function cleanAudits(database: Database, number: NumberInText): Promise<number> {
  let cleaned = 0;
  for await (const { _id, entity, changes, faults } of findAuditsNaming(database, number)) {
    await database
      .of(collections.audits)
      .updateOne({ _id }, { $set: cleanOf({ entity, changes, faults }, number) });
    cleaned += 1;
  }
  return cleaned;
}

export async function cleanOutcomes(database: Database, number: NumberInText): Promise<number> {
  const has = withPattern(number);
  let cleaned = 0;
  const outcomes = database.of(collections.commandOutcomes);
  const naming = outcomes.find({
    $or: [
      { events: has },
      { contactListEvents: has },
      { 'errors.message': has },
      { 'errors.field': has },
      { 'warnings.message': has },
      { subjectId: has },
    ],
  });
  for await (const outcome of naming) {
    await outcomes.replaceOne({ _id: outcome._id }, cleanOf(outcome, number));
    cleaned += 1;
  }
  return cleaned;
}

export async function cleanImports(database: Database, number: NumberInText): Promise<number> {
  const has = withPattern(number);
  let cleaned = 0;
  const imports = database.of(collections.imports);
  for await (const job of imports.find({ $or: [{ failureDetail: has }, { header: has }] })) {
    const { failureDetail, header } = cleanOf(job, number);
    await imports.updateOne({ _id: job._id }, { $set: { failureDetail, ...(header ? { header } : {}) } });
    cleaned += 1;
  }
  return cleaned;
}

/** Names of filters and campaigns whose definition holds the number: only people can change them. */
export async function findDefinitionsNaming(database: Database, number: NumberInText): Promise<string[]> {
  const named: string[] = [];
  for await (const filter of database.of(collections.contactListFilters).find())
    if (number.isIn(JSON.stringify(filter))) named.push(`the filter ${filter._id}`);
  for await (const campaign of database.of(collections.campaigns).find())
    if (number.isIn(JSON.stringify(campaign))) named.push(`the campaign ${campaign._id}`);
  return named;
}

/** Uploaded files that hold the number: one that an import is about to read stays until its end. */
export async function removeUploads(
  database: Database,
  number: NumberInText,
  now: Date,
): Promise<{ removed: number; waits: number }> {
  let [removed, waits] = [0, 0];
  for (const uploadId of await findUploads(
    database,
    UPLOADS_BUCKET,
    new Date(now.getTime() + 60_000),
    MOST_UPLOADS,
  )) {
    if (!(await isInUpload(database, uploadId, number))) continue;
    if (await isAboutToBeRead(database, uploadId)) waits += 1;
    else {
      await discardUploads(database, UPLOADS_BUCKET, uploadId, `${uploadId}\0`);
      removed += 1;
    }
  }
  return { removed, waits };
}

async function isInUpload(database: Database, uploadId: string, number: NumberInText): Promise<boolean> {
  const upload = await openUpload(database, UPLOADS_BUCKET, uploadId);
  if (!upload) return false;
  let rest = '';
  for await (const piece of upload.content) {
    const text = rest + (piece as Buffer).toString('utf8');
    if (number.isIn(text)) return true;
    rest = text.slice(-OVERLAP);
  }
  return false;
}

async function isAboutToBeRead(database: Database, uploadId: string): Promise<boolean> {
  const job = await database.of(collections.imports).findOne({
    state: { $in: ['QUEUED', 'RUNNING'] },
    $or: [{ 'source.uploadId': uploadId }, { _id: uploadId.replace(/\/.*$/s, '') }],
  });
  return job !== null;
}

/** Every text of a document but its id without the number. */
function cleanOf<D>(document: D, number: NumberInText): D {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return number.without(value);
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== 'object' || value instanceof Date) return value;
    return Object.fromEntries(
      Object.entries(value).map(([field, inner]) => [field, field === '_id' ? inner : clean(inner)]),
    );
  };
  return clean(document) as D;
}
