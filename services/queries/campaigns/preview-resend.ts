/** How many contacts of an earlier run may be sent to again, by kind and failure code, before anybody asks for it. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { runIdOf } from '../../domain/message/message.ts';
import { refusedWith } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findResendRuns } from './resend-runs.ts';
import { peopleOfRun } from './people-of-run.ts';

export type ResendPreview = {
  /** The run whose contacts are counted. */
  runNumber: number;
  /** Contacts in its order. */
  contacts: number;
  failed: number;
  /** By WhatsApp error code, or reason where there was none. */
  failedBy: Record<string, number>;
  unknown: number;
  neverReached: number;
  /** A message of this run or a later one has reached them, or is under way. */
  reached: number;
  /** Not messaged in this run for another reason; a resend does not change that. */
  skipped: number;
};

/**
 * @param runNumber null: the latest run that was not a resend
 * @throws Refused when there is no such run, or its order is not stored any more
 */
export async function previewResend(
  database: Database,
  campaign: CampaignDocument,
  runNumber: number | null,
): Promise<ResendPreview> {
  const runs = await findResendRuns(database, campaign, runNumber);
  if ('code' in runs) throw refusedWith(runs.code, runs.message);
  const { ofRun } = runs;
  const preview: ResendPreview = {
    ...{ runNumber: ofRun, contacts: 0, failed: 0, failedBy: {}, unknown: 0 },
    ...{ neverReached: 0, reached: 0, skipped: 0 },
  };
  const failedBy = new Map<string, number>();
  for await (const people of peopleOfRun(database, campaign, { ...runs, throughRun: campaign.runNumber })) {
    preview.contacts += people.length;
    for (const { standing, cause } of people) {
      preview[counterOf[standing]] += 1;
      if (standing === 'FAILED') failedBy.set(String(cause), (failedBy.get(String(cause)) ?? 0) + 1);
    }
  }
  const run = await database
    .of(collections.campaignRuns)
    .findOne({ _id: runIdOf(campaign._id, ofRun) }, { projection: { planned: 1 } });
  if (run?.planned !== preview.contacts)
    throw refusedWith('resend.run.not.stored', `The order of run ${ofRun} is not stored whole any more.`);
  return { ...preview, failedBy: Object.fromEntries(failedBy) };
}

const counterOf = {
  FAILED: 'failed',
  UNKNOWN: 'unknown',
  NEVER_REACHED: 'neverReached',
  REACHED: 'reached',
  UNDER_WAY: 'reached',
  SKIPPED: 'skipped',
} as const;
