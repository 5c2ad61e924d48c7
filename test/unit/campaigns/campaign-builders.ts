/** Builders of what a decision sees: only what matters to a test is said there. */
import type {
  CampaignDocument,
  ContactListDocument,
  ContactListFilterDocument,
  DncListDocument,
  IntegrationDocument,
} from '../../../schemas/collections.ts';
import { decide } from '../../../services/campaigns/commands/decide.ts';
import type { BodyOf, Decision, OwnBody, State } from '../../../services/campaigns/commands/decision.ts';
import { contactListDocument, dncListDocument } from '../../support/campaign-documents.ts';
import { campaignChange } from '../../support/command-bodies.ts';

export const NOW = new Date('2026-03-01T10:00:00Z');

export const aList = (overrides: Partial<ContactListDocument> = {}): ContactListDocument =>
  contactListDocument({ createdAt: NOW, ...overrides });

export const aDncList = (overrides: Partial<DncListDocument> = {}): DncListDocument =>
  dncListDocument({ createdAt: NOW, ...overrides });

export const anIntegration = (overrides: Partial<IntegrationDocument> = {}): IntegrationDocument => ({
  _id: 'int-1',
  name: 'main number',
  phoneNumberId: '106540352242922',
  displayPhoneNumber: '+1 555 010 0000',
  businessAccountId: '102290129340398',
  messagesPerSecond: 80,
  credentials: 'default',
  active: true,
  modifiedAt: NOW,
  ...overrides,
});

export const aFilter = (overrides: Partial<ContactListFilterDocument> = {}): ContactListFilterDocument => ({
  _id: 'filter-1',
  name: 'adults',
  contactListId: 'list-1',
  filterType: 'AND',
  clauses: [
    {
      filterType: 'AND',
      predicates: [
        {
          column: 'age',
          columnType: 'numeric',
          operator: 'GREATER_THAN',
          value: '17',
          range: null,
          inverted: false,
        },
      ],
    },
  ],
  createdAt: NOW,
  ...overrides,
});

export const aCampaign = (overrides: Partial<CampaignDocument> = {}): CampaignDocument => ({
  _id: 'campaign-1',
  name: 'spring',
  divisionId: 'home',
  contactListId: 'list-1',
  whatsappColumn: 'phone',
  integrationId: 'int-1',
  messagesPerMinute: 600,
  template: { name: 'offer', language: 'en_US', header: [], body: [], buttons: [] },
  dncListIds: [],
  contactListFilterIds: [],
  contactSorts: [],
  alwaysRunning: false,
  callableTimes: null,
  status: 'off',
  errors: [],
  version: 1,
  revision: 1,
  runNumber: 0,
  runId: null,
  startsNewRun: true,
  createdAt: NOW,
  modifiedAt: NOW,
  startedAt: null,
  stoppedAt: null,
  ...overrides,
});

export const aState = (overrides: Partial<State> = {}): State => ({
  campaign: null,
  filter: null,
  integration: anIntegration(),
  list: aList(),
  dncLists: [aDncList()],
  filters: [aFilter()],
  template: null,
  isTaken: false,
  usedBy: [],
  isDivisionKnown: true,
  hasOptOuts: false,
  run: { isSettled: true, isDrained: true },
  resend: null,
  counts: { campaigns: 0, activeCampaigns: 0, filters: 0 },
  limits: { campaigns: 1_000, filters: 1_000, activeCampaigns: 25, messagesPerSecond: 1_000 },
  ...overrides,
});

export const aCreation = (overrides: Partial<BodyOf<'CreateCampaign'>> = {}): BodyOf<'CreateCampaign'> => ({
  type: 'CreateCampaign',
  name: 'spring',
  divisionId: null,
  contactListId: 'list-1',
  whatsappColumn: 'phone',
  integrationId: 'int-1',
  messagesPerMinute: 600,
  template: { name: 'offer', language: 'en_US', header: [], body: [], buttons: [] },
  dncListIds: [],
  contactListFilterIds: [],
  contactSorts: [],
  alwaysRunning: false,
  callableTimes: null,
  ...overrides,
});

export const anUpdate = (overrides: Partial<BodyOf<'UpdateCampaign'>> = {}): BodyOf<'UpdateCampaign'> =>
  campaignChange(1, overrides);

/** Decides a command on campaign-1 (or another subject). */
export const decided = (
  body: OwnBody,
  state: State,
  subjectId = 'campaign-1',
  now = NOW,
  issuedAt = now,
): Decision =>
  decide({ commandId: 'command-1', subjectId, issuedAt: issuedAt.getTime(), issuedBy: '', body }, state, now);

/** Field and code of every fault; empty when accepted. */
export const faultsOf = (decision: Decision): string[] =>
  decision.accepted ? [] : decision.faults.map(({ code, field }) => `${field ?? '-'} ${code}`);

/** The campaign after an accepted change; null when nothing changed. */
export function after(decision: Decision): CampaignDocument | null {
  if (!decision.accepted) throw new Error(`refused: ${faultsOf(decision).join(', ')}`);
  return decision.change?.campaign ?? null;
}
