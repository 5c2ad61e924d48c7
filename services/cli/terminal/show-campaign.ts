/** `wac campaigns show`: definition, status and progress of one campaign. */
import { defaultAmbiguity, type Ambiguity } from '../../domain/campaign/ambiguity.ts';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { progressLine, progressView } from './progress-line.ts';
import { outlookText } from '../../domain/provider/people-outlook.ts';
import { contactsBefore, readPeopleOutlook } from '../../queries/campaigns/people-outlook.ts';
import { readProgress } from '../../queries/campaigns/read-progress.ts';
import type { Session } from '../session.ts';
import { namesOfReferences } from '../../queries/campaigns/list-campaigns.ts';
import { resendText } from './resend-text.ts';
import { windowText } from './window-text.ts';
import { fields } from './table.ts';

/** @param runNumber an earlier run; default: the current one */
export async function showCampaign(
  session: Session,
  campaign: CampaignDocument,
  runNumber: number | undefined,
): Promise<void> {
  const names = await namesOfReferences(await session.database(), campaign);
  const named = (id: string): string => names.get(id) ?? `deleted (${id})`;
  const progress = await readProgress(await session.database(), campaign._id, new Date(), runNumber);
  const database = await session.database();
  const contacts = await contactsBefore(database, campaign, progress);
  const people = await readPeopleOutlook(database, campaign, contacts, new Date());
  const { _id, ...rest } = campaign;
  const { template, contactSorts, callableTimes, errors } = campaign;
  const sorts = contactSorts.map(
    ({ fieldName, direction, numeric }) => `${fieldName} ${direction}${numeric ? ' numeric' : ''}`,
  );
  const by = (counts: Record<string, number> | undefined): string =>
    Object.entries(counts ?? {})
      .map(([key, count]) => `${key} ${count}`)
      .join(', ') || '-';
  session.result(
    { id: _id, ...rest, progress: progress && progressView(progress, null), peopleIn24Hours: people },
    fields({
      id: _id,
      name: campaign.name,
      status: campaign.status,
      scheduledStart: campaign.scheduledStart ? windowText(campaign.scheduledStart) : '-',
      missedStart: missedText(campaign),
      errors: errors.map(({ code, message }) => `${message} [${code}]`).join(' ') || '-',
      contactList: named(campaign.contactListId),
      whatsappColumn: campaign.whatsappColumn,
      integration: named(campaign.integrationId),
      template: `${template.name}:${template.language}`,
      messagesPerMinute: campaign.messagesPerMinute,
      alwaysRunning: campaign.alwaysRunning,
      dncLists: campaign.dncListIds.map(named).join(', ') || '-',
      filter: campaign.contactListFilterIds.map(named).join(', ') || '-',
      sort: sorts.join(', ') || '-',
      callableTimes: callableTimes
        ? `${callableTimes.ranges.map(({ days, start, end }) => `${days.join(',').toLowerCase()} ${start}-${end}`).join('; ')} (${callableTimes.timeZone})`
        : 'any time',
      unknownMessages: ambiguityText(campaign.ambiguity),
      version: campaign.version,
      run: progress?.runNumber ?? 0,
      sendsAgainTo: progress?.resend ? resendText(progress.resend) : '-',
      progress: progress ? progressLine(progress, null) : '-',
      peopleIn24Hours: people ? outlookText(people) : 'no limit known',
      waitingForCallableTime: progress?.callable?.contacts ?? 0,
      skipped: by(progress?.counts.skippedBy),
      failed: by(progress?.counts.failedBy),
      nextMessage: progress?.nextSlotAt?.toISOString() ?? '-',
    }),
  );
}

/** The policy for unknown messages. */
function ambiguityText({ policy, afterMinutes }: Ambiguity = defaultAmbiguity): string {
  if (policy === 'HOLD') return 'stay unknown until a webhook settles them';
  return `${policy === 'GIVE_UP' ? 'fail' : 'are sent once more'} after ${afterMinutes} minutes without a status update`;
}

/** Why a scheduled start did not happen. */
function missedText({ missedStart }: CampaignDocument): string {
  if (!missedStart) return '-';
  const reasons = missedStart.errors.map(({ code, message }) => `${message} [${code}]`);
  return `${windowText(missedStart)}: ${reasons.join(' ')}`;
}
