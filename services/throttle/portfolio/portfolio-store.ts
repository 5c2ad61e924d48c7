/** The throttle's statements on portfolios and on who was reached, one function each. */
import {
  collections,
  type CountedFromLedger,
  type IntegrationDocument,
  type PeopleReachedDocument,
  type PersonReached,
  type PortfolioDocument,
} from '../../../schemas/collections.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';
import type { ChangedBucket } from './look-for-places.ts';

export function findPortfolio(database: Database, portfolioId: string): Promise<PortfolioDocument | null> {
  return database.of(collections.portfolios).findOne({ _id: portfolioId });
}

export async function findChangedBuckets(
  database: Database,
  portfolioId: string,
  since: Date,
): Promise<ChangedBucket[]> {
  const found = await database
    .of(collections.peopleReached)
    .find(
      { portfolioId, changedAt: { $gte: since } },
      { projection: { endsAt: 1, dropsAt: 1, changedAt: 1, settled: 1, 'people.p': 1 } },
    )
    .toArray();
  return found.map(({ _id, endsAt, dropsAt, changedAt, settled, people }) => ({
    ...{ id: _id, endsAtMs: endsAt.getTime(), dropsAtMs: dropsAt.getTime() },
    ...{ changedAtMs: changedAt.getTime(), isSettled: settled === true },
    people: people.map(({ p }) => p),
  }));
}

/** @returns false when the portfolio is not any more what it was */
export async function changePortfolio(
  database: Database,
  before: PortfolioDocument | null,
  after: PortfolioDocument,
): Promise<boolean> {
  const portfolios = database.of(collections.portfolios);
  if (before) {
    const result = await portfolios.replaceOne({ _id: before._id, version: before.version }, after);
    return result.matchedCount === 1;
  }
  try {
    await portfolios.insertOne(after);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** Who owned the number at this epoch can release nothing more: its reservations are of an earlier one. */
export async function fenceNumber(database: Database, integrationId: string, epoch: number): Promise<void> {
  await database.of(collections.pace).updateOne({ _id: integrationId, epoch }, { $inc: { epoch: 1 } });
}

/** Adds people to their bucket; to be durable before they are messaged. */
export async function recordPeople(
  database: Database,
  bucket: Pick<PeopleReachedDocument, '_id' | 'portfolioId' | 'integrationId' | 'endsAt' | 'dropsAt'>,
  people: readonly PersonReached[],
): Promise<void> {
  const { _id, ...fields } = bucket;
  await database.of(collections.peopleReached).updateOne(
    { _id },
    {
      $push: { people: { $each: [...people] } },
      $setOnInsert: fields,
      $currentDate: { changedAt: true },
    },
    { upsert: true },
  );
}

export async function findPeopleOf(database: Database, bucketId: string): Promise<PersonReached[]> {
  const found = await database.of(collections.peopleReached).findOne({ _id: bucketId });
  return found?.people ?? [];
}

/** Puts people who were found in the ledger into the place of those that were found before. */
export async function putPeople(
  database: Database,
  { _id, ...fields }: Pick<PeopleReachedDocument, '_id' | 'portfolioId' | 'endsAt' | 'dropsAt' | 'people'>,
): Promise<void> {
  await database
    .of(collections.peopleReached)
    .updateOne(
      { _id },
      { $set: fields, $unset: { settled: 1 }, $currentDate: { changedAt: true } },
      { upsert: true },
    );
}

/** Whoever messaged people within the window is counted from now on. */
export async function noteCounted(
  database: Database,
  portfolioId: string,
  counted: CountedFromLedger,
): Promise<void> {
  const nothingYet = { granted: {}, limit: 0, used: 0, falls: [], nextFreeAt: null, lookedAt: new Date(0) };
  await database
    .of(collections.portfolios)
    .updateOne(
      { _id: portfolioId },
      { $set: { counted }, $inc: { version: 1 }, $setOnInsert: nothingYet },
      { upsert: true },
    );
}

/** People are about to be messaged whom nobody counts. */
export async function forgetCounted(database: Database, portfolioId: string): Promise<void> {
  await database
    .of(collections.portfolios)
    .updateOne(
      { _id: portfolioId, counted: { $exists: true } },
      { $unset: { counted: 1 }, $inc: { version: 1 } },
    );
}

/** Runs that were planned for these numbers. */
export async function findRunsOf(database: Database, integrationIds: readonly string[]): Promise<string[]> {
  const runs = await database
    .of(collections.campaignRuns)
    .find({ integrationId: { $in: [...integrationIds] } }, { projection: { _id: 1 } })
    .toArray();
  return runs.map(({ _id }) => _id);
}

/** Takes out who was certainly not reached. @param isFinal nobody else will be taken out */
export async function settleBucket(
  database: Database,
  bucketId: string,
  messageIds: readonly string[],
  isFinal: boolean,
): Promise<void> {
  await database.of(collections.peopleReached).updateOne(
    { _id: bucketId, settled: { $exists: false } },
    {
      $pull: { people: { m: { $in: [...messageIds] } } },
      ...(isFinal ? { $set: { settled: true } } : {}),
      $currentDate: { changedAt: true },
    },
  );
}

/** The numbers of these portfolios. */
export function findNumbersOf(
  database: Database,
  portfolioIds: readonly string[],
): Promise<IntegrationDocument[]> {
  const ids = [...portfolioIds];
  return database
    .of(collections.integrations)
    .find({
      $or: [
        { portfolioId: { $in: ids } },
        { businessAccountId: { $in: ids } },
        { phoneNumberId: { $in: ids } },
      ],
    })
    .toArray();
}
