/**
 * Reads the state for a decision, all within the transaction of the command: one snapshot of the database.
 */
import type { ClientSession } from 'mongodb';
import type { FoundTemplate } from '../../domain/template/template-fit.ts';
import { divisionExists } from '../../commands/execution/put-into-division.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { COUNTED, type OwnCommand, type State } from './decision.ts';
import { readCounts } from '../../commands/execution/counted.ts';
import { findCampaignsOfFilter, findFilter, findFilters, isFilterNameTaken } from './filter-store.ts';
import {
  findCampaignsOfIntegration,
  findIntegration,
  findTemplatesOfName,
  findTemplatesSync,
  hasOptOuts,
  isPhoneNumberTaken,
} from './integration-store.ts';
import { findCampaign, findDncLists, isCampaignNameTaken } from './store.ts';
import { findResendState } from './resend-state.ts';
import { findRunState } from './run-state.ts';
import { foundTemplate } from './template-consequences.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';

export async function loadState(
  database: Database,
  session: ClientSession,
  { subjectId, body }: OwnCommand,
  limits: State['limits'],
): Promise<State> {
  const state = emptyState(await readCounts(database, session, COUNTED), limits);
  switch (body.type) {
    case 'CreateContactListFilter':
      state.filter = await findFilter(database, session, subjectId);
      state.list = await findContactList(database, body.contactListId, session);
      state.isTaken = await isFilterNameTaken(database, session, body.name, subjectId);
      return state;
    case 'UpdateContactListFilter':
      state.filter = await findFilter(database, session, subjectId);
      if (!state.filter) return state;
      state.list = await findContactList(database, state.filter.contactListId, session);
      state.usedBy = await findCampaignsOfFilter(database, session, subjectId);
      if (body.name !== null)
        state.isTaken = await isFilterNameTaken(database, session, body.name, subjectId);
      return state;
    case 'DeleteContactListFilter':
      state.filter = await findFilter(database, session, subjectId);
      state.usedBy = await findCampaignsOfFilter(database, session, subjectId);
      return state;
    case 'RegisterIntegration':
      state.integration = await findIntegration(database, session, subjectId);
      state.usedBy = await findCampaignsOfIntegration(database, subjectId, session);
      state.isTaken = await isPhoneNumberTaken(database, session, body.phoneNumberId, subjectId);
      return state;
    case 'DeleteIntegration':
      state.integration = await findIntegration(database, session, subjectId);
      state.usedBy = await findCampaignsOfIntegration(database, subjectId, session);
      state.hasOptOuts = await hasOptOuts(database, session, subjectId);
      return state;
    case 'ConfirmRestore':
    case 'LiftHold':
    case 'SyncTemplates':
      state.integration = await findIntegration(database, session, subjectId);
      return state;
    case 'CreateCampaign':
      state.campaign = await findCampaign(database, session, subjectId);
      state.isTaken = await isCampaignNameTaken(database, session, body.name, subjectId);
      state.isDivisionKnown = await divisionExists(database, session, body.divisionId);
      return { ...state, ...(await findReferences(database, session, body)) };
    case 'UpdateCampaign':
    case 'StartCampaign':
    case 'StartScheduled':
      return { ...state, ...(await findChange(database, session, subjectId, body)) };
    case 'StopCampaign':
    case 'RecycleCampaign':
    case 'DeleteCampaign':
    case 'InvalidateCampaign':
    case 'ForceStopCampaign':
      state.campaign = await findCampaign(database, session, subjectId);
      return state;
    case 'ResendCampaign': {
      const change = await findChange(database, session, subjectId, body);
      const { campaign = null } = change;
      const resend = campaign && (await findResendState(database, session, campaign, body.runNumber));
      return { ...state, ...change, resend };
    }
    case 'CompleteRun':
    case 'ConfirmStopped':
      state.campaign = await findCampaign(database, session, subjectId);
      state.run = state.campaign && (await findRunState(database, session, state.campaign));
      return state;
    default:
      return body satisfies never;
  }
}

function emptyState(counts: Record<(typeof COUNTED)[number], number>, limits: State['limits']): State {
  return {
    campaign: null,
    filter: null,
    integration: null,
    list: null,
    dncLists: [],
    filters: [],
    template: null,
    isTaken: false,
    usedBy: [],
    isDivisionKnown: true,
    hasOptOuts: false,
    run: null,
    resend: null,
    counts: {
      campaigns: counts.campaigns,
      activeCampaigns: counts['active-campaigns'],
      filters: counts['contact-list-filters'],
    },
    limits,
  };
}

/** For a change or a start: the campaign, and what it refers to once it is changed. */
async function findChange(
  database: Database,
  session: ClientSession,
  campaignId: string,
  body: Extract<
    OwnCommand['body'],
    { type: 'UpdateCampaign' | 'StartCampaign' | 'StartScheduled' | 'ResendCampaign' }
  >,
): Promise<Partial<State>> {
  const campaign = await findCampaign(database, session, campaignId);
  if (!campaign) return {};
  const change = body.type === 'UpdateCampaign' ? body : null;
  const isTaken = change?.name
    ? await isCampaignNameTaken(database, session, change.name, campaignId)
    : false;
  const references = await findReferences(database, session, {
    contactListId: change?.contactListId ?? campaign.contactListId,
    integrationId: change?.integrationId ?? campaign.integrationId,
    dncListIds: change?.dncListIds ?? campaign.dncListIds,
    contactListFilterIds: change?.contactListFilterIds ?? campaign.contactListFilterIds,
    template: change?.template ?? campaign.template,
  });
  return { campaign, isTaken, ...references };
}

type Wanted = {
  contactListId: string;
  integrationId: string;
  dncListIds: string[];
  contactListFilterIds: string[];
  template: { name: string; language: string };
};

/** A transaction runs one operation at a time. */
async function findReferences(
  database: Database,
  session: ClientSession,
  wanted: Wanted,
): Promise<Pick<State, 'list' | 'integration' | 'dncLists' | 'filters' | 'template'>> {
  const integration = await findIntegration(database, session, wanted.integrationId);
  return {
    list: await findContactList(database, wanted.contactListId, session),
    integration,
    dncLists: await findDncLists(database, session, wanted.dncListIds),
    filters: await findFilters(database, session, wanted.contactListFilterIds),
    template: integration
      ? await findTemplate(database, session, integration.businessAccountId, wanted.template)
      : null,
  };
}

/** Null while the account's templates are not known: no listing has succeeded yet, or it was empty. */
async function findTemplate(
  database: Database,
  session: ClientSession,
  businessAccountId: string,
  wanted: Wanted['template'],
): Promise<FoundTemplate | null> {
  if (businessAccountId === '') return null;
  const sync = await findTemplatesSync(database, session, businessAccountId);
  if (!sync?.succeededAt || sync.count === 0) return null;
  return foundTemplate(await findTemplatesOfName(database, session, businessAccountId, wanted.name), wanted);
}
