/** What the messaging limit of its portfolio means for a campaign: how many of its contacts may be messaged now, and when the rest goes. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { outlookOf, type PeopleOutlook } from '../../domain/provider/people-outlook.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { readPeopleUse } from '../integrations/people-use.ts';
import type { Progress } from './read-progress.ts';

/** @param contacts that are to be messaged. @returns null when there is no limit, or none is known */
export async function readPeopleOutlook(
  database: Database,
  { integrationId, messagesPerMinute }: Pick<CampaignDocument, 'integrationId' | 'messagesPerMinute'>,
  contacts: number,
  now: Date,
): Promise<PeopleOutlook | null> {
  const integration = await database.of(collections.integrations).findOne({ _id: integrationId });
  const use = integration && (await readPeopleUse(database, integration, now));
  return use && outlookOf(use, contacts, messagesPerMinute, now);
}

/** Contacts that the next start, or the run that goes on, has before it; of one that was not planned, the whole list. */
export async function contactsBefore(
  database: Database,
  campaign: CampaignDocument,
  progress: Progress | null,
): Promise<number> {
  if (campaign.startsNewRun || !progress || progress.planned === null)
    return database.of(collections.contacts).countDocuments({ listId: campaign.contactListId });
  return Math.max(0, progress.planned - progress.settled);
}
