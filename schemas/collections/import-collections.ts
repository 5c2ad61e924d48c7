/** Imports and the rows that they rejected. */
import type { ImportSource, ListKind } from '../types.ts';
import { collection } from './collection.ts';

export type ImportState = 'QUEUED' | 'RUNNING' | 'FINISHED' | 'FAILED';

export type ImportDocument = {
  /** The command's id. */
  _id: string;
  listId: string;
  kind: ListKind;
  source: ImportSource;
  /** Of a DNC file; absent = the list's columns, and ExpirationDateTime. */
  phoneColumns?: string[];
  expirationColumn?: string;
  /** Contacts that are there already are shown without what earlier messages came to. */
  clearsSystemData?: true;
  /** Upload that holds what was fetched from `source.url`: the same bytes for whoever resumes the import. Let go at its end. */
  copyId?: string;
  /** The file's columns, known once it was read; absent in older imports. */
  header?: string[];
  state: ImportState;
  rowsRead: number;
  /** Rows that brought something new; updated: changed a contact; unchanged: already there as they are. The four add up to rowsRead. */
  imported: number;
  updated?: number;
  unchanged: number;
  rejected: number;
  /** DNC rows whose ExpirationDateTime is no such time, or too far away: their entries stay for good. Absent = 0. */
  endsIgnored?: number;
  /** DNC rows of which something could not be read; they stand among the rejects and are counted as imported. Absent = 0. */
  blockedInPart?: number;
  /** Cells that hold `\\N`, `NULL`, `#N/A` or the like; they are kept as text. Absent = 0. */
  placeholders?: number;
  totalBytes: number;
  bytesRead: number;
  failureReason: string | null;
  failureDetail: string | null;
  /** Arrival numbers of this import are `arrivalBatch × 10^7 + row`. */
  arrivalBatch: number;
  leaseOwner: string | null;
  leaseUntil: Date | null;
  /** Somebody wants it to end early: whoever has it ends it. */
  cancelled?: true;
  /** How often it was claimed; more than 1 = it resumed. */
  claims?: number;
  /** How often it was claimed since the last saved progress: an import that ends whoever takes it must itself come to an end. */
  takesWithoutProgress?: number;
  /** False from its end until its events are published. */
  announced?: boolean;
  /** Its rejected rows have passed their time. */
  rejectsRemoved?: true;
  /** The span of the command, when that was traced: the import's span links to it. */
  traceparent?: string;
  createdAt: Date;
  finishedAt: Date | null;
};

export type ImportRejectDocument = {
  /** `<import id>:<line, ten digits>` */
  _id: string;
  importId: string;
  /** Line of the file on which the row starts, from 1 (the header). */
  line: number;
  column: string | null;
  value: string | null;
  code: string;
  reason: string;
  /** Cells as they were found, in the order of the import's header; more or fewer when that is what is wrong. */
  row: string[];
};

export const importCollections = {
  imports: collection<ImportDocument>({
    name: 'imports',
    writers: ['importer', 'retention', 'people'],
    indexes: [
      { keys: { state: 1, leaseUntil: 1 } },
      { keys: { finishedAt: 1, _id: 1 } },
      { keys: { 'source.uploadId': 1 } },
      { keys: { listId: 1, createdAt: 1, _id: 1 } },
      { keys: { createdAt: 1, _id: 1 } },
    ],
  }),
  importRejects: collection<ImportRejectDocument>({
    name: 'import_rejects',
    writers: ['importer', 'retention', 'people'],
    indexes: [],
  }),
} as const;
