/**
 * One function per MongoDB statement on imports and the campaigns of a list, within the transaction of one
 * command.
 */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type ImportDocument,
  type ListImport,
} from '../../../schemas/collections.ts';
import { isSampled, traceHeaders } from '../../platform/tracing/trace-context.ts';
import { activeContext } from '../../platform/tracing/tracing.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Campaigns that are sending with a list. */
export function findRunningCampaignsOfList(
  database: Database,
  session: ClientSession,
  listId: string,
): Promise<Array<Pick<CampaignDocument, '_id' | 'name'>>> {
  return database
    .of(collections.campaigns)
    .find(
      {
        $or: [{ contactListId: listId }, { dncListIds: listId }],
        status: { $in: ['on', 'stopping', 'forced_stopping'] },
      },
      { session, projection: { name: 1 } },
    )
    .toArray();
}

export async function insertImport(
  database: Database,
  session: ClientSession,
  job: ImportDocument,
): Promise<void> {
  await database.of(collections.imports).insertOne({ ...job, ...traceHere() }, { session });
}

/** What was commanded is carried out later, perhaps by another process. */
function traceHere(): Pick<ImportDocument, 'traceparent'> {
  const command = activeContext();
  return command && isSampled(command) ? { traceparent: traceHeaders(command).traceparent } : {};
}

export function findImport(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<ImportDocument | null> {
  return database.of(collections.imports).findOne({ _id: id }, { session });
}

/**
 * Ends an import that no instance has claimed; if one claims it meanwhile, the transaction is repeated on the
 * new state.
 */
export async function endWaitingImport(
  database: Database,
  session: ClientSession,
  { _id, state, failureReason, failureDetail, finishedAt }: ImportDocument,
): Promise<void> {
  await database
    .of(collections.imports)
    .updateOne(
      { _id },
      { $set: { state, failureReason, failureDetail, finishedAt, announced: false } },
      { session },
    );
}

/** The instance that runs the import ends it soon. */
export async function askForCancel(
  database: Database,
  session: ClientSession,
  importId: string,
): Promise<void> {
  await database
    .of(collections.imports)
    .updateOne({ _id: importId }, { $set: { cancelled: true } }, { session });
}

/** Saves the imports of a list after one of them ended without a record. */
export async function saveImportsOfList(
  database: Database,
  session: ClientSession,
  { listId, kind }: Pick<ImportDocument, 'listId' | 'kind'>,
  imports: ListImport[],
  arrivedThrough: number,
): Promise<void> {
  if (kind === 'CONTACTS')
    await database
      .of(collections.contactLists)
      .updateOne({ _id: listId }, { $set: { imports }, $max: { arrivedThrough } }, { session });
  else await database.of(collections.dncLists).updateOne({ _id: listId }, { $set: { imports } }, { session });
}
