/** TEMPORARY until domain/assignable.ts exists. */
import type { ContactListDocument, DncListDocument } from '../../schemas/collections.ts';
import { fault, type Fault } from '../domain/fault.ts';

export function contactListFaults(list: ContactListDocument): Fault[] {
  const faults: Fault[] = [];
  const at = (code: string, message: string): void => void faults.push(fault(code, 'contactListId', message));
  if (list.whatsappColumns.length === 0) at('contact.list.has.no.whatsapp.columns', 'no WhatsApp column');
  if (list.imports.some(({ state }) => state === 'QUEUED' || state === 'RUNNING'))
    at('contact.list.import.in.progress', 'an import is running');
  else if (list.imports.at(-1)?.state === 'FAILED') at('contact.list.import.failed', 'the import failed');
  else if (list.size === 0) at('contact.list.is.empty', 'no records');
  return faults;
}

export function dncListFaults(list: DncListDocument): Fault[] {
  const faults: Fault[] = [];
  const at = (code: string, message: string): void => void faults.push(fault(code, 'dncListIds', message));
  if (list.contactMethod === 'Email') at('dnc.list.invalid.contact.method', 'e-mail');
  if (list.imports.some(({ state }) => state === 'QUEUED' || state === 'RUNNING'))
    at('dnc.list.import.in.progress', 'an import is running');
  else if (list.imports.at(-1)?.state === 'FAILED') at('dnc.list.import.failed', 'the import failed');
  else if (list.size === 0) at('dnc.list.is.empty', 'no records');
  return faults;
}
