/** Documents as the services would write them; only what matters to a test is given. */
import type {
  CampaignDocument,
  ContactListDocument,
  DncListDocument,
  IntegrationDocument,
  MessageDocument,
} from '../../schemas/collections.ts';
import type {
  CampaignChanged,
  CampaignEvent,
  EligibleContact,
  ReleasedMessage,
} from '../../schemas/types.ts';
import { messageIdOf, runIdOf } from '../../services/domain/message/message.ts';

export function integrationDocument(
  over: Partial<IntegrationDocument> & { _id: string },
): IntegrationDocument {
  return {
    name: over._id,
    phoneNumberId: `pn-${over._id}`,
    displayPhoneNumber: '+1 555 0100',
    businessAccountId: 'waba-1',
    messagesPerSecond: 80,
    credentials: 'default',
    active: true,
    modifiedAt: new Date(0),
    ...over,
  };
}

/** A list whose column phone is messaged. */
export const contactListDocument = (over: Partial<ContactListDocument> = {}): ContactListDocument => ({
  _id: 'list-1',
  name: 'customers',
  divisionId: 'home',
  columnNames: ['id', 'name', 'age', 'phone'],
  whatsappColumns: [{ columnName: 'phone', type: 'cell', contactableTimeColumn: null }],
  contactIdColumn: null,
  defaultCountry: 'US',
  timeZone: null,
  size: 10,
  imports: [],
  arrivalBatches: 1,
  version: 1,
  createdAt: new Date(0),
  ...over,
});

export const dncListDocument = (over: Partial<DncListDocument> = {}): DncListDocument => ({
  _id: 'dnc-1',
  name: 'blocked',
  divisionId: 'home',
  contactMethod: 'Phone',
  phoneColumns: ['phone'],
  defaultCountry: null,
  size: 3,
  imports: [],
  version: 1,
  createdAt: new Date(0),
  ...over,
});

/** The ledger's document of a message that was released. */
export function ledgerDocument(
  { messageId, campaignId, runId, contactId, sequence, integrationId, to, template }: ReleasedMessage,
  over: Pick<MessageDocument, 'state' | 'attempt'> & Partial<MessageDocument>,
): MessageDocument {
  return { _id: messageId, campaignId, runId, contactId, sequence, integrationId, to, template, ...over };
}

export function campaignDocument(over: Partial<CampaignDocument> & { _id: string }): CampaignDocument {
  const runNumber = over.runNumber ?? 1;
  return {
    name: over._id,
    divisionId: 'home',
    contactListId: 'list-1',
    whatsappColumn: 'Phone',
    integrationId: 'integration-1',
    messagesPerMinute: 600,
    template: { name: 'spring_offer', language: 'en_US', header: [], body: [], buttons: [] },
    dncListIds: [],
    contactListFilterIds: [],
    contactSorts: [],
    alwaysRunning: false,
    status: 'on',
    errors: [],
    version: 1,
    revision: 1,
    runNumber,
    runId: runIdOf(over._id, runNumber),
    startsNewRun: false,
    createdAt: new Date(0),
    modifiedAt: new Date(0),
    startedAt: new Date(0),
    stoppedAt: null,
    ...over,
  };
}

export function campaignChanged(campaign: CampaignDocument, cause: CampaignChanged['cause']): CampaignEvent {
  const {
    _id,
    revision,
    status,
    name,
    integrationId,
    contactListId,
    messagesPerMinute,
    alwaysRunning,
    runId,
    errors,
  } = campaign;
  return {
    eventId: `${_id}-${revision}`,
    subjectId: _id,
    occurredAt: Date.now(),
    body: {
      type: 'CampaignChanged',
      campaignId: _id,
      cause,
      revision,
      status,
      name,
      integrationId,
      contactListId,
      messagesPerMinute,
      alwaysRunning,
      runId,
      errors,
      templateName: campaign.template.name,
      templateLanguage: campaign.template.language,
      callableTimes: campaign.callableTimes ?? null,
    },
  };
}

/** Phone ID of the contact with a sequence number, as the tests number people. */
export const phoneOf = (sequence: number): string => `1317555${String(sequence).padStart(5, '0')}`;

export function eligibleContact(runId: string, sequence: number): EligibleContact {
  const to = phoneOf(sequence);
  return {
    messageId: messageIdOf(runId, to),
    contactId: `c${sequence}`,
    sequence,
    to,
    template: {
      name: 'spring_offer',
      language: 'en_US',
      header: [],
      body: [{ name: null, text: `n${sequence}` }],
      buttons: [],
    },
    timeZone: null,
  };
}
