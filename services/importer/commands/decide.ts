/** The decision for every kind of command that the importer carries out. */
import { deletionNameFaults } from '../../commands/execution/names-subject.ts';
import { addContacts, removeContacts } from './decide-contacts.ts';
import {
  clearContactList,
  createContactList,
  deleteContactList,
  importContacts,
} from './decide-contact-list.ts';
import { cancelImport } from './cancel-import.ts';
import { updateContactList } from './update-contact-list.ts';
import {
  addDncNumbers,
  clearDncList,
  createDncList,
  deleteDncList,
  importDncNumbers,
  purgeDncNumbers,
  removeDncNumbers,
  updateDncList,
} from './decide-dnc-list.ts';
import { addOptOuts, removeOptOuts } from './decide-opt-outs.ts';
import { refuse, type Decision, type OwnCommand, type State } from './decision.ts';
import { subjectFaults } from './list-faults.ts';

export function decide(command: OwnCommand, state: State, now: Date): Decision {
  const faults = [...subjectFaults(command), ...deletionNameFaults(command)];
  if (faults.length > 0) return refuse(...faults);
  const { body } = command;
  switch (body.type) {
    case 'CreateContactList':
      return createContactList({ ...command, body }, state, now);
    case 'UpdateContactList':
      return updateContactList({ ...command, body }, state);
    case 'CancelImport':
      return cancelImport({ ...command, body }, state, now);
    case 'ImportContacts':
      return importContacts({ ...command, body }, state, now);
    case 'AddContacts':
      return addContacts({ ...command, body }, state, now);
    case 'RemoveContacts':
      return removeContacts({ ...command, body }, state);
    case 'DeleteContactList':
      return deleteContactList(state);
    case 'ClearContactList':
      return clearContactList({ ...command, body }, state);
    case 'CreateDncList':
      return createDncList({ ...command, body }, state, now);
    case 'ImportDncNumbers':
      return importDncNumbers({ ...command, body }, state, now);
    case 'AddDncNumbers':
      return addDncNumbers({ ...command, body }, state, now);
    case 'RemoveDncNumbers':
      return removeDncNumbers({ ...command, body }, state);
    case 'UpdateDncList':
      return updateDncList({ ...command, body }, state);
    case 'ClearDncList':
      return clearDncList({ ...command, body }, state);
    case 'PurgeDncNumbers':
      return purgeDncNumbers(state);
    case 'DeleteDncList':
      return deleteDncList(state);
    case 'AddOptOuts':
      return addOptOuts({ ...command, body }, state, now);
    case 'RemoveOptOuts':
      return removeOptOuts({ ...command, body }, state, now);
    default:
      return body satisfies never;
  }
}
