/** A stored campaign → as it is shown. Pure. */
import type { Fault } from '../../domain/fault.ts';
import type { PeopleOutlook } from '../../domain/provider/people-outlook.ts';
import { explainRate } from '../../queries/campaigns/explain-rate.ts';
import type { Progress } from '../../queries/campaigns/read-progress.ts';
import { paths, refTo } from '../http/refs.ts';
import type { CampaignDocument, Resend } from '../../../schemas/collections.ts';
import type { CampaignEntity } from './campaign-schema.ts';
import { whole } from './content-template.ts';

/**
 * @param names of what it refers to, by id
 * @param contentTemplateId the provider's id of its template; undefined while the account is not known to
 *   have it
 */
export function toCampaign(
  campaign: CampaignDocument,
  names: ReadonlyMap<string, string>,
  contentTemplateId: string | undefined,
): CampaignEntity {
  const template = whole(campaign.template);
  const { name: templateName, language, header, body, buttons, limitedTimeOffer, responseId } = template;
  const { _id: id } = campaign;
  return {
    id,
    name: campaign.name,
    dateCreated: campaign.createdAt.toISOString(),
    dateModified: campaign.modifiedAt.toISOString(),
    version: campaign.version,
    division: refTo('division', campaign.divisionId, names),
    campaignStatus: campaign.status,
    contactList: refTo('contactList', campaign.contactListId, names),
    dncLists: campaign.dncListIds.map((listId) => refTo('dncList', listId, names)),
    contactListFilters: campaign.contactListFilterIds.map((filterId) =>
      refTo('contactListFilter', filterId, names),
    ),
    contactSorts: campaign.contactSorts.map(({ fieldName, direction, numeric }) => ({
      fieldName,
      direction,
      numeric,
    })),
    messagesPerMinute: campaign.messagesPerMinute,
    alwaysRunning: campaign.alwaysRunning,
    ruleSets: [],
    errors: campaign.errors.map(toCampaignError),
    whatsAppConfig: {
      whatsAppColumns: [campaign.whatsappColumn],
      whatsAppIntegration: refTo('integration', campaign.integrationId, names),
      contentTemplate: {
        ...refTo('response', responseId ?? contentTemplateId ?? `${templateName}:${language}`),
        name: `${templateName}:${language}`,
      },
    },
    templateBinding: { header, body, buttons, ...(limitedTimeOffer ? { limitedTimeOffer } : {}) },
    ...(campaign.callableTimes ? { callableTimes: campaign.callableTimes } : {}),
    ...(campaign.ambiguity ? { ambiguity: campaign.ambiguity } : {}),
    runNumber: campaign.runNumber,
    selfUri: refTo('campaign', id).selfUri ?? '',
  };
}

export const toDivisionView = ({ _id, name, divisionId }: CampaignDocument) => ({
  id: _id,
  name,
  division: refTo('division', divisionId),
  selfUri: `${paths.campaign}/divisionviews/${encodeURIComponent(_id)}`,
});

const toCampaignError = ({ code, message }: Fault) => ({ error: code, details: message, userParams: [] });

/** Progress in the contract's words: processed = messaged + skipped, of the contacts after the filter. */
export function toProgress(progress: Progress, contactListId: string) {
  const { counts, planned, limitedBy, waiting, nextSlotAt } = progress;
  const messaged = counts.accepted + counts.failed + counts.unknown;
  const total = planned ?? 0;
  return {
    campaign: { ...refTo('campaign', progress.campaignId), name: progress.name },
    contactList: refTo('contactList', contactListId),
    numberOfContactsCalled: 0,
    numberOfContactsMessaged: messaged,
    totalNumberOfContacts: total,
    percentage: total === 0 ? 0 : Math.floor(((messaged + counts.skipped) / total) * 100),
    numberOfContactsSkipped: Object.fromEntries(
      Object.entries(counts.skippedBy).map(([reason, count]) => [skipCode(reason), count]),
    ),
    sent: counts.accepted,
    delivered: counts.delivered,
    read: counts.read,
    failed: counts.failed,
    failedByCode: counts.failedBy,
    unknown: counts.unknown,
    limitPerMinute: progress.limitPerMinute,
    ...(limitedBy === null ? {} : { limitedBy }),
    ...(waiting === null ? {} : { waiting }),
    ...(nextSlotAt === null ? {} : { nextDueAt: nextSlotAt.toISOString() }),
    reason: explainRate(progress).reason,
    ownPerMinute: progress.ownPerMinute,
    ...(progress.resumesAt === null ? {} : { resumesAt: progress.resumesAt.toISOString() }),
    ...(progress.startedAt === null ? {} : { startedAt: progress.startedAt.toISOString() }),
    ...(progress.filteredOut === null ? {} : { filteredOut: progress.filteredOut }),
    at: progress.at.toISOString(),
    runNumber: progress.runNumber,
    ...(progress.resend === null ? {} : { resend: toResend(progress.resend) }),
  };
}

export const toResend = ({ ofRun, kinds, codes }: Resend) => ({ ofRun, kinds, codes });

/**
 * Our reasons in the contract's codes (section 7, skip reasons); what it has no code for keeps ours behind
 * its prefix.
 */
const SKIP_CODES: Readonly<Record<string, string>> = {
  ON_DO_NOT_CALL_LIST: 'ININ_OUTBOUND_ON_DO_NOT_CALL_LIST',
  INVALID_PHONE_NUMBER: 'OUTBOUND_INVALID_PHONE_NUMBER',
  NUMBERS_INVALID: 'ININ_OUTBOUND_NUMBERS_INVALID',
  MISSING_PARAMETER: 'OUTBOUND_INVALID_CONTENT_TEMPLATE',
};

const skipCode = (reason: string): string => SKIP_CODES[reason] ?? `OUTBOUND_${reason}`;

/** What the messaging limit means for a campaign's contacts. */
export const toPeople = (outlook: PeopleOutlook | null) =>
  outlook && {
    ...outlook,
    restFrom: outlook.restFrom?.toISOString() ?? null,
    expectedEnd: outlook.expectedEnd.toISOString(),
  };
