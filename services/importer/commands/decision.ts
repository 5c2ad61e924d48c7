/** The types of a decision about lists: the state that it reads, the change, or the faults. */
import type {
  ContactDocument,
  ContactListDocument,
  DncListDocument,
  DncNumberDocument,
  ImportDocument,
  ListImport,
} from '../../../schemas/collections.ts';
import type { CampaignCommand, ContactListEvent, ListKind } from '../../../schemas/types.ts';
import type { Fault } from '../../domain/fault.ts';

type Body = CampaignCommand['body'];

/** The kinds of command that this process carries out. */
export const ownKinds = [
  'CreateContactList',
  'UpdateContactList',
  'ImportContacts',
  'CancelImport',
  'AddContacts',
  'RemoveContacts',
  'DeleteContactList',
  'CreateDncList',
  'ImportDncNumbers',
  'AddDncNumbers',
  'RemoveDncNumbers',
  'PurgeDncNumbers',
  'UpdateDncList',
  'ClearContactList',
  'ClearDncList',
  'DeleteDncList',
  'AddOptOuts',
  'RemoveOptOuts',
] as const satisfies ReadonlyArray<Body['type']>;

export type OwnKind = (typeof ownKinds)[number];
export type BodyOf<K extends OwnKind> = Extract<Body, { type: K }>;
export type CommandOf<K extends OwnKind> = Omit<CampaignCommand, 'body'> & { body: BodyOf<K> };
export type OwnCommand = CommandOf<OwnKind>;

export const isOwn = (command: CampaignCommand): command is OwnCommand =>
  (ownKinds as readonly string[]).includes(command.body.type);

/** Everything that a decision may read, in MongoDB and on disk. */
export type State = {
  /** The subject, if it exists as an object of that kind. */
  contactList: ContactListDocument | null;
  dncList: DncListDocument | null;
  isNameTaken: boolean;
  /** The division of a new list exists. */
  isDivisionKnown: boolean;
  /** The import to cancel. */
  job: ImportDocument | null;
  /** How many lists of the command's kind exist, and the limit. */
  listCount: number;
  listLimit: number;
  /** The file to import, or why it cannot be read; null when the command names none. */
  source: FoundSource | { fault: Fault } | null;
  /** The command's contacts that are in the list, by key. */
  contacts: ReadonlyMap<string, ContactDocument>;
  /** The command's numbers that are on the list, by key. */
  numbers: ReadonlySet<string>;
  /** Records of all DNC lists; known where some are to be added. */
  dncRecords: number;
  /** Expired entries of the DNC list, by key, at most as many as one command removes. */
  ended: readonly string[];
  /** Campaigns that are sending with the list. */
  usedBy: ReadonlyArray<{ name: string }>;
  /** The subject, if it is an integration. */
  integration: { name: string } | null;
};

/**
 * The size of the file, and its columns; null while they are not known, or when the header is faulty and the
 * import will fail.
 */
export type FoundSource = { bytes: number; header: readonly string[] | null };

/** Maximum number of lists of each kind. */
export type ListLimits = { contactLists: number; dncLists: number };

/** The write that a decision asks for; all in one transaction with the outcome. */
export type Effect =
  | { kind: 'nothing' }
  | { kind: 'insert-contact-list'; list: ContactListDocument; job: ImportDocument | null }
  | { kind: 'insert-dnc-list'; list: DncListDocument; job: ImportDocument | null }
  | { kind: 'replace-contact-list'; list: ContactListDocument }
  /** An import that waits has ended with the command; of one that runs its instance hears. */
  | { kind: 'end-waiting-import'; job: ImportDocument; imports: ListImport[]; arrivedThrough: number }
  | { kind: 'cancel-running-import'; importId: string }
  /** `phoneColumns`: what a DNC list without any has from now on. */
  | { kind: 'queue-import'; job: ImportDocument; entry: ListImport; phoneColumns?: string[] }
  | {
      kind: 'add-contacts';
      listId: string;
      inserted: ContactDocument[];
      changed: ContactDocument[];
      /** How many of them are not queued. */
      quiet: number;
      arrivalBatch: number;
      arrivedThrough: number;
    }
  | { kind: 'remove-contacts'; listId: string; keys: string[] }
  /** The records go behind the transaction: there may be a million. */
  | { kind: 'clear-list'; of: ListKind; listId: string; commandId: string }
  | { kind: 'delete-contact-list'; listId: string }
  | { kind: 'put-dnc-numbers'; listId: string; numbers: DncNumberDocument[]; added: number }
  | { kind: 'remove-dnc-numbers'; listId: string; keys: string[] }
  /** The list's size is counted anew. */
  | { kind: 'purge-dnc-numbers'; listId: string; keys: string[] }
  | { kind: 'replace-dnc-list'; list: DncListDocument }
  | { kind: 'delete-dnc-list'; listId: string }
  | { kind: 'put-opt-outs'; numbers: DncNumberDocument[] }
  /** @see optInWrite: later opt-outs stay. */
  | { kind: 'remove-opt-outs'; keys: string[]; at: Date };

export type Accepted = {
  accepted: true;
  effect: Effect;
  /** Version of the list afterwards; null where there is none. */
  version: number | null;
  /** The change of the list to publish, besides the outcome. */
  events: Array<ContactListEvent['body']>;
};
export type Refused = { accepted: false; faults: Fault[] };
export type Decision = Accepted | Refused;

export const refuse = (...faults: Fault[]): Refused => ({ accepted: false, faults });

export const accept = (
  effect: Effect,
  version: number | null = null,
  events: Accepted['events'] = [],
): Accepted => ({ accepted: true, effect, version, events });
