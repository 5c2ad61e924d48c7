/** Reads the state for a decision, within the transaction of its command. */
import type { ClientSession } from 'mongodb';
import { divisionExists } from '../../commands/execution/put-into-division.ts';
import { allKeysOf, contactKeyOf } from '../../domain/contact/contact.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { readNewContacts } from '../import/read-contact-row.ts';
import { readNumbers } from './decide-dnc-list.ts';
import type { ListLimits, OwnCommand, State } from './decision.ts';
import { readCount } from '../../commands/execution/counted.ts';
import { findContactsByKey, isContactListNameTaken } from './contact-list-store.ts';
import {
  findDncNumbersByKey,
  findIntegration,
  findEndedDncNumbers,
  isDncListNameTaken,
} from './dnc-list-store.ts';
import { findImport, findRunningCampaignsOfList } from './store.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { findDncList } from '../../queries/lists/find-dnc-lists.ts';
import { sumOfDncRecords } from '../import/list-store.ts';

/** Entries that one command removes: a transaction is limited in size. */
const MAX_PURGED = 10_000;

/** @param source examined before the transaction, because it may be on disk */
export async function loadState(
  database: Database,
  session: ClientSession,
  command: OwnCommand,
  source: State['source'],
  limits: ListLimits,
  now: Date,
): Promise<State> {
  const listLimit = command.body.type === 'CreateDncList' ? limits.dncLists : limits.contactLists;
  return { ...emptyState(listLimit, source), ...(await load(database, session, command, now)) };
}

/** What the decision about a command looks at. */
async function load(
  database: Database,
  session: ClientSession,
  { subjectId, body }: OwnCommand,
  now: Date,
): Promise<Partial<State>> {
  const contactList = () => findContactList(database, subjectId, session);
  const dncList = () => findDncList(database, subjectId, session);
  /** A transaction runs one operation at a time. */
  const bothLists = async () => ({ contactList: await contactList(), dncList: await dncList() });
  const usedBy = () => findRunningCampaignsOfList(database, session, subjectId);
  switch (body.type) {
    case 'CreateContactList':
      return {
        ...(await bothLists()),
        isNameTaken: await isContactListNameTaken(database, session, body.name),
        isDivisionKnown: await divisionExists(database, session, body.divisionId),
        listCount: await readCount(database, session, 'contact-lists'),
      };
    case 'CreateDncList':
      return {
        ...(await bothLists()),
        isNameTaken: await isDncListNameTaken(database, session, body.name),
        isDivisionKnown: await divisionExists(database, session, body.divisionId),
        listCount: await readCount(database, session, 'dnc-lists'),
      };
    case 'UpdateContactList': {
      const { name } = body;
      const isNameTaken = name !== null && (await isContactListNameTaken(database, session, name, subjectId));
      return { contactList: await contactList(), isNameTaken };
    }
    case 'UpdateDncList': {
      const { name } = body;
      const isNameTaken = name !== null && (await isDncListNameTaken(database, session, name, subjectId));
      return { dncList: await dncList(), isNameTaken };
    }
    case 'CancelImport':
      return { ...(await bothLists()), job: await findImport(database, session, body.importId) };
    case 'ImportContacts':
    case 'ClearContactList':
      return { contactList: await contactList() };
    case 'ImportDncNumbers':
    case 'ClearDncList':
      return { dncList: await dncList() };
    case 'AddContacts':
      return findContactsToAdd(database, session, subjectId, body);
    case 'RemoveContacts': {
      const keys = body.contactIds.map((id) => contactKeyOf(subjectId, id));
      const contacts = await findContactsByKey(database, session, keys);
      return { contactList: await contactList(), contacts };
    }
    case 'AddDncNumbers':
      return {
        ...(await findNumbersToChange(database, session, subjectId, body.numbers)),
        dncRecords: await sumOfDncRecords(database, session),
      };
    case 'RemoveDncNumbers':
      return findNumbersToChange(database, session, subjectId, body.numbers);
    case 'PurgeDncNumbers': {
      const ended = await findEndedDncNumbers(database, session, subjectId, now, MAX_PURGED);
      return { dncList: await dncList(), ended };
    }
    case 'DeleteContactList':
      return { contactList: await contactList(), usedBy: await usedBy() };
    case 'DeleteDncList':
      return { dncList: await dncList(), usedBy: await usedBy() };
    case 'AddOptOuts':
    case 'RemoveOptOuts':
      return { integration: await findIntegration(database, session, subjectId) };
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
  dncRecords: 0,
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
  const contactList = await findContactList(database, listId, session);
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
  const dncList = await findDncList(database, listId, session);
  if (!dncList) return {};
  const keys = allKeysOf(readNumbers(dncList, numbers).keys);
  return { dncList, numbers: await findDncNumbersByKey(database, session, keys) };
}
