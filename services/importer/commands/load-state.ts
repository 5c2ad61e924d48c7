/** Reads the state for a decision, within the transaction of its command. */
import type { ClientSession } from 'mongodb';
import { divisionExists } from '../../commands/execution/put-into-division.ts';
import { allKeysOf, contactKeyOf } from '../../domain/contact/contact.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { readNewContacts } from '../import/read-contact-row.ts';
import { readNumbers } from './decide-dnc-list.ts';
import type { ListLimits, OwnCommand, State } from './decision.ts';
import { readCount } from '../../commands/execution/counted.ts';
import { findContactList, findContactsByKey, isContactListNameTaken } from './contact-list-store.ts';
import {
  findDncList,
  findDncNumbersByKey,
  findIntegration,
  findEndedDncNumbers,
  isDncListNameTaken,
} from './dnc-list-store.ts';
import { findImport, findRunningCampaignsOfList } from './store.ts';

/** Entries that one command removes: a transaction is limited in size. */
const MAX_PURGED = 10_000;

/** @param source examined before the transaction, because it may be on disk */
export async function loadState(
  database: Database,
  session: ClientSession,
  { subjectId, body }: OwnCommand,
  source: State['source'],
  limits: ListLimits,
  now: Date,
): Promise<State> {
  const state = emptyState(body.type === 'CreateDncList' ? limits.dncLists : limits.contactLists, source);
  const contactList = () => findContactList(database, session, subjectId);
  const dncList = () => findDncList(database, session, subjectId);
  switch (body.type) {
    case 'CreateContactList':
      return {
        ...state,
        contactList: await contactList(),
        dncList: await dncList(),
        isNameTaken: await isContactListNameTaken(database, session, body.name),
        isDivisionKnown: await divisionExists(database, session, body.divisionId),
        listCount: await readCount(database, session, 'contact-lists'),
      };
    case 'UpdateContactList':
      return {
        ...state,
        contactList: await contactList(),
        isNameTaken:
          body.name !== null && (await isContactListNameTaken(database, session, body.name, subjectId)),
      };
    case 'CancelImport':
      return {
        ...state,
        contactList: await contactList(),
        dncList: await dncList(),
        job: await findImport(database, session, body.importId),
      };
    case 'CreateDncList':
      return {
        ...state,
        contactList: await contactList(),
        dncList: await dncList(),
        isNameTaken: await isDncListNameTaken(database, session, body.name),
        isDivisionKnown: await divisionExists(database, session, body.divisionId),
        listCount: await readCount(database, session, 'dnc-lists'),
      };
    case 'UpdateDncList':
      return {
        ...state,
        dncList: await dncList(),
        isNameTaken:
          body.name !== null && (await isDncListNameTaken(database, session, body.name, subjectId)),
      };
    case 'ImportContacts':
    case 'ClearContactList':
      return { ...state, contactList: await contactList() };
    case 'ImportDncNumbers':
    case 'ClearDncList':
      return { ...state, dncList: await dncList() };
    case 'AddContacts':
      return { ...state, ...(await findContactsToAdd(database, session, subjectId, body)) };
    case 'RemoveContacts': {
      const keys = body.contactIds.map((id) => contactKeyOf(subjectId, id));
      const contacts = await findContactsByKey(database, session, keys);
      return { ...state, contactList: await contactList(), contacts };
    }
    case 'AddDncNumbers':
    case 'RemoveDncNumbers':
      return { ...state, ...(await findNumbersToChange(database, session, subjectId, body.numbers)) };
    case 'PurgeDncNumbers':
      return {
        ...state,
        dncList: await dncList(),
        ended: await findEndedDncNumbers(database, session, subjectId, now, MAX_PURGED),
      };
    case 'DeleteContactList':
      return {
        ...state,
        contactList: await contactList(),
        usedBy: await findRunningCampaignsOfList(database, session, subjectId),
      };
    case 'DeleteDncList':
      return {
        ...state,
        dncList: await dncList(),
        usedBy: await findRunningCampaignsOfList(database, session, subjectId),
      };
    case 'AddOptOuts':
    case 'RemoveOptOuts':
      return { ...state, integration: await findIntegration(database, session, subjectId) };
    default:
      return body satisfies never;
  }
}

const emptyState = (listLimit: number, source: State['source']): State => ({
  contactList: null,
  dncList: null,
  isNameTaken: false,
  isDivisionKnown: true,
  job: null,
  listCount: 0,
  listLimit,
  source,
  contacts: new Map(),
  numbers: new Set(),
  ended: [],
  usedBy: [],
  integration: null,
});

async function findContactsToAdd(
  database: Database,
  session: ClientSession,
  listId: string,
  { contacts }: Extract<OwnCommand['body'], { type: 'AddContacts' }>,
): Promise<Partial<State>> {
  const contactList = await findContactList(database, session, listId);
  if (!contactList) return {};
  const keys = readNewContacts(contacts, contactList, 0).contacts.map(({ _id }) => _id);
  return { contactList, contacts: await findContactsByKey(database, session, keys) };
}

async function findNumbersToChange(
  database: Database,
  session: ClientSession,
  listId: string,
  numbers: readonly string[],
): Promise<Partial<State>> {
  const dncList = await findDncList(database, session, listId);
  if (!dncList) return {};
  const keys = allKeysOf(readNumbers(dncList, numbers).keys);
  return { dncList, numbers: await findDncNumbersByKey(database, session, keys) };
}
