/**
 * A campaign as it was sent → the commands that make it so, or every fault of its shape. Pure; its sense is
 * the system's to judge.
 */
import { isDeepStrictEqual } from 'node:util';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { Ambiguity, CampaignCommand, ContactSort, TemplateUse } from '../../../schemas/types.ts';
import { defaultAmbiguity } from '../../domain/campaign/ambiguity.ts';
import { HOME_DIVISION, isActive } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { CampaignBody } from './campaign-schema.ts';
import { whole } from './content-template.ts';

type BodyOf<T extends CampaignCommand['body']['type']> = Extract<CampaignCommand['body'], { type: T }>;
export type Definition = Omit<BodyOf<'CreateCampaign'>, 'type'>;

/**
 * What our engine does not serve, and which column and configuration are meant (contract, sections 5 and 7).
 */
export function shapeFaults(body: CampaignBody): Fault[] {
  const faults: Fault[] = [];
  const config = body.whatsAppConfig ?? null;
  if (config === null || isGiven(body.smsConfig) || isGiven(body.emailConfig))
    faults.push(
      fault(
        'campaign.config.required',
        'whatsAppConfig',
        'Exactly one configuration is expected: whatsAppConfig.',
      ),
    );
  if (config !== null && config.whatsAppColumns.length !== 1)
    faults.push(
      fault(
        'invalid.campaign.whatsapp.columns',
        'whatsAppConfig.whatsAppColumns',
        `Exactly one WhatsApp column is expected; found ${config.whatsAppColumns.length}.`,
      ),
    );
  if (isGiven(body.callableTimeSet))
    faults.push(
      fault('invalid.property', 'callableTimeSet', 'Callable time sets are not served; use callableTimes.'),
    );
  if (isGiven(body.ruleSets) && !(Array.isArray(body.ruleSets) && body.ruleSets.length === 0))
    faults.push(fault('invalid.property', 'ruleSets', 'Rule sets are not served.'));
  for (const name of ['sort', 'filter'] as const)
    if (body.dynamicContactQueueingSettings?.[name] === true)
      faults.push(
        fault(
          'invalid.property',
          `dynamicContactQueueingSettings.${name}`,
          'Dynamic queueing is not served: contacts are filtered and sorted once, at the start of a run.',
        ),
      );
  return faults;
}

/** Of an edit: a campaign stays in its division. */
export function divisionFaults(
  body: CampaignBody,
  { divisionId }: Pick<CampaignDocument, 'divisionId'>,
): Fault[] {
  if (!body.division || body.division.id === divisionId) return [];
  return [
    fault(
      'invalid.update',
      'division',
      `A campaign stays in its division: this one is in ${divisionId}, not in ${body.division.id}.`,
    ),
  ];
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null;

/**
 * @param template the account's template with its parameters bound
 * @param present what is left out of the fields that only we have stays as it is: official clients do not
 *   know them
 */
export function definitionOf(
  body: CampaignBody,
  template: TemplateUse,
  present: CampaignDocument | null,
): Definition {
  const config = body.whatsAppConfig;
  return {
    name: body.name,
    divisionId: body.division?.id ?? HOME_DIVISION,
    contactListId: body.contactList.id,
    whatsappColumn: config?.whatsAppColumns[0] ?? '',
    integrationId: config?.whatsAppIntegration.id ?? '',
    messagesPerMinute: body.messagesPerMinute,
    template,
    dncListIds: (body.dncLists ?? []).map(({ id }) => id),
    contactListFilterIds: (body.contactListFilters ?? []).map(({ id }) => id),
    contactSorts: sortsOf(body),
    alwaysRunning: body.alwaysRunning ?? false,
    ambiguity: {
      ...defaultAmbiguity,
      ...(body.ambiguity === undefined ? present?.ambiguity : body.ambiguity),
    },
    callableTimes: (body.callableTimes === undefined ? present?.callableTimes : body.callableTimes) ?? null,
  };
}

const sortsOf = (body: CampaignBody): ContactSort[] =>
  (body.contactSorts ?? []).map(({ fieldName, direction = 'ASC', numeric = false }) => ({
    fieldName,
    direction,
    numeric,
  }));

/** @returns the change of what differs, all null when nothing does */
export function changeOf(
  present: CampaignDocument,
  wanted: Definition,
  version: number,
): BodyOf<'UpdateCampaign'> {
  const changed = <V>(before: V, after: V): V | null => (isDeepStrictEqual(before, after) ? null : after);
  const presentTimes = present.callableTimes ?? null;
  const times = changed(presentTimes, wanted.callableTimes ?? null);
  const isFreed = presentTimes !== null && (wanted.callableTimes ?? null) === null;
  return {
    type: 'UpdateCampaign',
    version,
    name: changed(present.name, wanted.name),
    messagesPerMinute: changed(present.messagesPerMinute, wanted.messagesPerMinute),
    alwaysRunning: changed(present.alwaysRunning, wanted.alwaysRunning ?? false),
    contactListId: changed(present.contactListId, wanted.contactListId),
    whatsappColumn: changed(present.whatsappColumn, wanted.whatsappColumn),
    integrationId: changed(present.integrationId, wanted.integrationId),
    template: changed<TemplateUse>(whole(present.template), whole(wanted.template)),
    dncListIds: changed(present.dncListIds, wanted.dncListIds ?? []),
    contactListFilterIds: changed(present.contactListFilterIds, wanted.contactListFilterIds ?? []),
    contactSorts: changed(present.contactSorts, wanted.contactSorts ?? []),
    ambiguity: changed<Ambiguity>(
      present.ambiguity ?? defaultAmbiguity,
      wanted.ambiguity ?? defaultAmbiguity,
    ),
    // without ranges: any time from now on
    callableTimes: isFreed ? { timeZone: presentTimes.timeZone, ranges: [] } : times,
  };
}

export const changesNothing = (change: BodyOf<'UpdateCampaign'>): boolean =>
  Object.entries(change).every(([field, value]) => field === 'type' || field === 'version' || value === null);

/** @returns the command that a status asks for; null when it repeats what holds */
export function statusChange(
  present: CampaignDocument,
  wanted: CampaignDocument['status'] | null | undefined,
): BodyOf<'StartCampaign'> | BodyOf<'StopCampaign'> | Fault | null {
  if (wanted === null || wanted === undefined || wanted === present.status) return null;
  if (wanted === 'on') return { type: 'StartCampaign', notBefore: null, notAfter: null };
  if (wanted === 'off') {
    // what rests does so already
    return isActive(present.status) || present.status === 'invalid' ? { type: 'StopCampaign' } : null;
  }
  return fault(
    'invalid.update.bad.status.transition',
    'campaignStatus',
    `The status transition is invalid: from ${present.status} to ${wanted}; on or off can be asked for.`,
  );
}
