/** Fields of campaigns as the system's faults name them → as they are called in what was sent. */
import { inWordsOf, type Renames } from '../http/sent-fields.ts';

const FIELDS: Renames = [
  [/^contactListId$/, 'contactList.id'],
  [/^whatsappColumn$/, 'whatsAppConfig.whatsAppColumns'],
  [/^integrationId$/, 'whatsAppConfig.whatsAppIntegration.id'],
  [/^template(\.(name|language|category))?$/, 'whatsAppConfig.contentTemplate.id'],
  [/^template\./, 'templateBinding.'],
  [/^dncListIds(\[\d+\])?/, 'dncLists$1'],
  [/^contactListFilterIds(\[\d+\])?/, 'contactListFilters$1'],
];

export const inSentFields = <T>(change: Promise<T>): Promise<T> => inWordsOf(FIELDS, change);
