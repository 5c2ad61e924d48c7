/** What a decision about a list sees; a test says only what matters to it. */
import type { ContactListDocument, DncListDocument } from '../../../../schemas/collections.ts';
import { decide } from '../../../../services/importer/commands/decide.ts';
import type { Decision, OwnCommand, State } from '../../../../services/importer/commands/decision.ts';
import { contactListDocument, dncListDocument } from '../../../support/campaign-documents.ts';

export const NOW = new Date('2026-01-01T00:00:00Z');

const nothing: State = {
  contactList: null,
  dncList: null,
  isNameTaken: false,
  isDivisionKnown: true,
  job: null,
  listCount: 0,
  listLimit: 1_000,
  source: null,
  contacts: new Map(),
  numbers: new Set(),
  dncRecords: 0,
  ended: [],
  usedBy: [],
  integration: null,
};

export const aContactList = (more: Partial<ContactListDocument> = {}): ContactListDocument =>
  contactListDocument({
    ...{ _id: 'list', name: 'People', columnNames: ['Id', 'Phone'], contactIdColumn: 'Id', size: 2 },
    whatsappColumns: [{ columnName: 'Phone', type: 'work', contactableTimeColumn: null }],
    ...{ arrivalBatches: 4, createdAt: NOW },
    ...more,
  });

export const aDncList = (more: Partial<DncListDocument> = {}): DncListDocument =>
  dncListDocument({
    ...{ _id: 'list', name: 'Leave alone', phoneColumns: ['Phone'], defaultCountry: 'US', size: 2 },
    createdAt: NOW,
    ...more,
  });

/** The decision on a command about the list. */
export const when = (body: OwnCommand['body'], state: Partial<State> = {}, subjectId = 'list'): Decision =>
  decide(
    { commandId: 'command', subjectId, issuedAt: 0, issuedBy: 'test', body },
    { ...nothing, ...state },
    NOW,
  );

export const faultsOf = (decision: Decision) =>
  decision.accepted ? [] : decision.faults.map(({ code, field }) => [code, field]);
