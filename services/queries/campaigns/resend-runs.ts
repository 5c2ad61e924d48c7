/** Which runs a resend goes by, and whether what it needs of them is still stored. */
import type { ClientSession } from 'mongodb';
import { collections, type CampaignDocument, type Resend } from '../../../schemas/collections.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { runIdOf } from '../../domain/message/message.ts';
import { runIdsOf } from './people-of-run.ts';

export type ResendRuns = Pick<Resend, 'ofRun' | 'sinceRun'>;

/**
 * @param wanted number of the run; null: the latest that was not a resend itself
 * @param session of the transaction that decides; without it, as of now
 * @returns the runs, or why nobody of them can be sent to again
 */
export async function findResendRuns(
  database: Database,
  campaign: Pick<CampaignDocument, '_id' | 'name' | 'runNumber' | 'contactListId' | 'resend'>,
  wanted: number | null,
  session?: ClientSession,
): Promise<ResendRuns | Fault> {
  const { _id, name, runNumber, contactListId } = campaign;
  const noRun = (message: string): Fault => fault('resend.run.not.found', 'runNumber', message);
  if (runNumber === 0) return noRun(`The campaign "${name}" has never been started.`);
  if (wanted !== null && !(Number.isInteger(wanted) && wanted >= 1 && wanted <= runNumber))
    return noRun(`There is no run ${wanted}; expected a number from 1 to ${runNumber}.`);
  const options = session ? { session } : {};
  const findRun = (number: number) =>
    database.of(collections.campaignRuns).findOne({ _id: runIdOf(_id, number) }, options);
  const latest = await findRun(wanted ?? runNumber);
  // the present run may be a resend whose order was never begun
  const resend = (wanted ?? runNumber) === runNumber ? campaign.resend : latest?.resend;
  const sinceRun = resend?.sinceRun ?? wanted ?? runNumber;
  const ofRun = wanted ?? sinceRun;
  const run = ofRun === latest?.number ? latest : await findRun(ofRun);
  const notStored = (what: string): Fault =>
    fault('resend.run.not.stored', 'runNumber', `${what} of run ${ofRun} is not stored (any more).`);
  if (run?.state !== 'READY') return notStored('The send order');
  if (run.contactListId !== contactListId)
    return fault(
      'resend.other.list',
      'contactList',
      `Run ${ofRun} was for the contact list ${run.contactListId}; the campaign has ${contactListId} now.`,
    );
  const pages = await database.of(collections.runPages).countDocuments({ runId: run._id }, options);
  if (pages !== run.pages) return notStored('The whole send order');
  if (await areMessagesGoing(database, runIdsOf(_id, sinceRun, runNumber), session))
    return notStored('What became of the messages');
  return { ofRun, sinceRun };
}

/** Whether messages of one of the runs have passed their time: some may be gone, so that nobody knows who was reached. */
export async function areMessagesGoing(
  database: Database,
  runIds: readonly string[],
  session?: ClientSession,
): Promise<boolean> {
  const head = await database.of(collections.runCounters).findOne(
    {
      _id: { $in: runIds.map((runId) => `${runId}:run`) },
      $or: [{ messagesGoAt: { $exists: true } }, { messagesRemovedAt: { $exists: true } }],
    },
    { projection: { _id: 1 }, ...(session && { session }) },
  );
  return head !== null;
}
