/** Contact lists and contacts, do-not-contact lists and opt-outs. */
import type { ContactMethod, WhatsAppColumn } from '../types.ts';
import type { ImportState } from './import-collections.ts';
import { collection } from './collection.ts';

/** One import in its list: the base of assignability (B6, D2). A list keeps the unfinished ones and the last ten that ended. */
export type ListImport = {
  id: string;
  state: ImportState;
  reason: string | null;
  /** The import's arrival numbers are `arrivalBatch × 10^7 + row`. */
  arrivalBatch?: number;
  /** Records that it brought or found; known when finished. */
  records?: number;
};

export type ContactListDocument = {
  _id: string;
  name: string;
  divisionId: string;
  columnNames: string[];
  whatsappColumns: WhatsAppColumn[];
  contactIdColumn: string | null;
  defaultCountry: string | null;
  timeZone: string | null;
  /** Of a Genesys contact list, what the engine does not use: by name, as JSON. */
  unusedProperties?: Record<string, string>;
  size: number;
  imports: ListImport[];
  /** How many batches of arrivals began; the arrival numbers of one batch are `batch × 10^7 + row`. */
  arrivalBatches: number;
  /**
   * Every contact with an arrival number up to this is stored and no import can bring one below it any more: how far a run may plan
   * or append without losing one that is still on its way. Absent = 0.
   */
  arrivedThrough?: number;
  /** How many contacts came in without being queued: their arrival numbers are those of batch 0. Absent = 0. */
  quietArrivals?: number;
  /** Id of the ClearContactList that is removing the contacts: the list counts as empty until it is empty. */
  clearing?: string;
  version: number;
  createdAt: Date;
  /** Of its latest change by a person; absent: none since it was made. */
  modifiedAt?: Date;
};

export type ContactDocument = {
  /** `<list id>:<contact id>`; the contact id is a column's value, or a hash of the row. */
  _id: string;
  listId: string;
  /** Place in the order of arrival within the list. */
  arrival: number;
  /** Cells in the order of the list's columnNames. */
  values: string[];
  /** Phone IDs in the order of the list's whatsappColumns; null = no possible number there. */
  phoneIds: Array<string | null>;
  /** Arrival number of the row (or added contact) that changed it last; absent when never changed. */
  changedBy?: number;
  /** What earlier messages came to is shown no more. */
  clearedAt?: Date;
  /** When it was added, or its import was asked for; absent in contacts of earlier versions. */
  createdAt?: Date;
  /** Runs that had begun when it was added take it up next; absent: it comes last there. */
  priority?: true;
};

export type DncListDocument = {
  _id: string;
  name: string;
  divisionId: string;
  contactMethod: ContactMethod;
  phoneColumns: string[];
  defaultCountry: string | null;
  size: number;
  /** Records beyond `size` that the running import has room for, of what all lists together may have; absent: none. */
  reserved?: number;
  imports: ListImport[];
  /** As in contact lists: a number of batches, for the arrival numbers of entries. */
  arrivalBatches?: number;
  /** As in contact lists. */
  clearing?: string;
  version: number;
  createdAt: Date;
  /** Of its latest change by a person; absent: none since it was made. */
  modifiedAt?: Date;
};

/** `_id` = `<list id>:<digits>`. */
export type DncNumberDocument = {
  _id: string;
  listId: string;
  /** Row that brought it, as in contacts; absent for single additions. */
  arrival?: number;
  expiresAt?: Date;
  /** Opt-outs: when the recipient said so; an older START does not lift it. */
  at?: Date;
};

/** An answer that may be an opt-out and was not taken for one: a person looks at it (`wac opt-outs possible`). */
export type PossibleOptOutDocument = {
  /** The answer's wamid; else who, when and what. */
  _id: string;
  integrationId: string;
  /** Null: WhatsApp told a user id alone, and nothing says what number it has. */
  phoneId: string | null;
  userId: string | null;
  /** SOUNDS_LIKE: near a stop word, but not exactly one. NUMBER_UNKNOWN: clearly an opt-out, of nobody knows which number. */
  reason: 'SOUNDS_LIKE' | 'NUMBER_UNKNOWN';
  text: string;
  at: Date;
};

export const listCollections = {
  contactLists: collection<ContactListDocument>({
    name: 'contact_lists',
    writers: ['importer', 'people'],
    indexes: [{ keys: { name: 1 }, unique: true }, { keys: { divisionId: 1 } }],
  }),
  contacts: collection<ContactDocument>({
    name: 'contacts',
    writers: ['importer', 'people'],
    indexes: [{ keys: { listId: 1, arrival: 1 } }, { keys: { phoneIds: 1 } }],
    shardKey: { _id: 1 },
  }),
  dncLists: collection<DncListDocument>({
    name: 'dnc_lists',
    writers: ['importer', 'people'],
    indexes: [{ keys: { name: 1 }, unique: true }, { keys: { divisionId: 1 } }],
  }),
  dncNumbers: collection<DncNumberDocument>({
    name: 'dnc_numbers',
    // status: opt-outs
    writers: ['importer', 'status', 'people'],
    indexes: [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0, onlyWith: 'expiresAt' }],
    shardKey: { _id: 1 },
  }),
  possibleOptOuts: collection<PossibleOptOutDocument>({
    name: 'possible_opt_outs',
    writers: ['status', 'people'],
    indexes: [
      { keys: { integrationId: 1, at: -1 } },
      { keys: { at: 1 }, expireAfterSeconds: 180 * 24 * 3600, expiresBy: 'events' },
    ],
  }),
} as const;
