/** The target of an import: how a row is read, written and counted, for contact lists and for DNC lists. */
import type { ContactDocument, ImportDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { contactReader } from './read-contact-row.ts';
import { UnusableFile, type CsvRow, type FileFaultCode, type RowFault } from '../csv/csv-row.ts';
import type { CsvFile } from '../csv/read-csv.ts';
import { dncReader, type DncRow } from './read-dnc-row.ts';
import { countDncNumbers, findContacts, findDncNumbers, fixColumns } from './list-store.ts';
import { MAX_DNC_RECORDS, MAX_RECORDS_PER_LIST } from '../limits.ts';
import { matchContactHeader, matchDncHeader } from '../csv/match-header.ts';
import { reserveDncRoom } from './reserve-dnc-room.ts';
import { writeContacts, type Written } from './write-contacts.ts';
import { writeDncNumbers } from './write-dnc-numbers.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { findDncList } from '../../queries/lists/find-dnc-lists.ts';

export type Target<T> = {
  /** @param row number of the row within the file, from 1 */
  read(csvRow: CsvRow, row: number): T | RowFault;
  keysOf(item: T): string[];
  /** True for an item of which a part was ignored, to be counted. */
  isEndIgnored?(item: T): boolean;
  /** The part of an item's row that could not be taken, to be listed with the rejected rows. */
  partFaultOf?(item: T): RowFault | undefined;
  /** Cells that a database or spreadsheet wrote for an empty value. */
  placeholdersIn?(item: T): number;
  /**
   * Adds the item's keys where the order of rows with the same key matters. @returns how many records it
   * makes at most
   */
  note(item: T, keys: Set<string>): number;
  write(items: T[]): Promise<Written>;
  /** The keys that are in the list. */
  findPresent(keys: string[]): Promise<{ has(key: string): boolean }>;
  /** Records in the list, including those of this import. */
  size: number;
  /** Records that the list may have, at least so many if it may, and what of. */
  limitFor(records: number): Promise<Limit> | Limit;
  limitCode: FileFaultCode;
};

export type Limit = { readonly records: number; readonly of: string };

/** @throws UnusableFile when the header does not fit the list */
export async function contactTarget(
  database: Database,
  job: ImportDocument,
  header: string[],
): Promise<Target<ContactDocument>> {
  const list = await findContactList(database, job.listId);
  if (!list) throw listGone(job);
  const { names, indexes } = matchContactHeader(header, list);
  if (list.columnNames.length === 0) await fixColumns(database, list._id, names);
  const readContact = contactReader({ ...list, columnNames: names }, job.arrivalBatch);
  const options = {
    looksFirst: list.size > 0,
    updates: list.contactIdColumn !== null,
    isResumed: (job.claims ?? 1) > 1,
    clearsAt: job.clearsSystemData === true ? job.createdAt : null,
  };
  return {
    read({ cells, fault }, row) {
      if (fault) return fault;
      const contact = readContact(indexes ? indexes.map((index) => cells[index] ?? '') : cells, row);
      if ('_id' in contact) contact.createdAt = job.createdAt;
      return contact;
    },
    placeholdersIn: ({ values }) => values.filter(isPlaceholder).length,
    keysOf: ({ _id }) => [_id],
    note(contact, keys) {
      // without a contact id column rows with the same key are the same
      if (options.updates) keys.add(contact._id);
      return 1;
    },
    write: (contacts) => writeContacts(database, contacts, options),
    findPresent: (keys) => findContacts(database, keys),
    size: list.size + job.imported,
    limitFor: () => LIMIT_OF_LIST,
    limitCode: 'EXCEEDED_CONTACT_LIMIT',
  };
}

/** @throws UnusableFile when the header lacks a phone column */
export async function dncTarget(
  database: Database,
  job: ImportDocument,
  { header, delimiter }: Pick<CsvFile, 'header' | 'delimiter'>,
): Promise<Target<DncRow>> {
  const list = await findDncList(database, job.listId);
  if (!list) throw listGone(job);
  const options = { looksFirst: list.size > 0, isResumed: (job.claims ?? 1) > 1 };
  const phoneIndexes = matchDncHeader(header, { phoneColumns: job.phoneColumns ?? list.phoneColumns });
  const { arrivalBatch, expirationColumn } = job;
  const readRow = dncReader(list, header, phoneIndexes, arrivalBatch, new Date(), expirationColumn);
  let given = 0;
  return {
    async limitFor(records) {
      // what the list has beyond its size is the import's own
      const needed = Math.min(records, MAX_RECORDS_PER_LIST) - list.size;
      if (needed > given) given = await reserveDncRoom(database, job.listId, given, needed);
      const allowed = list.size + given;
      return allowed < MAX_RECORDS_PER_LIST ? { records: allowed, of: OF_ALL_LISTS } : LIMIT_OF_LIST;
    },
    read: ({ cells, fault }, row) => readRow(cellsOf(cells, fault, delimiter), row, fault),
    partFaultOf: ({ partFault }) => partFault,
    isEndIgnored: ({ isEndIgnored }) => isEndIgnored,
    keysOf: ({ entries }) => entries.map(({ _id }) => _id),
    note: ({ entries }) => entries.length,
    write: (rows) =>
      writeDncNumbers(
        database,
        rows.map(({ entries }) => entries),
        options,
      ),
    findPresent: (keys) => findDncNumbers(database, keys),
    size: job.rowsRead === 0 ? list.size : await countDncNumbers(database, job.listId),
    limitCode: 'EXCEEDED_DNC_RECORD_LIMIT',
  };
}

const LIMIT_OF_LIST: Limit = { records: MAX_RECORDS_PER_LIST, of: `its ${MAX_RECORDS_PER_LIST} records` };
const OF_ALL_LISTS = `the ${MAX_DNC_RECORDS} records of all DNC lists`;

/** A line with unreadable quotes still has cells. */
const cellsOf = (cells: string[], fault: RowFault | null, delimiter: string): string[] =>
  fault?.code === 'IMPORT_COULD_NOT_PARSE_AN_ENTRY'
    ? (cells[0] ?? '').split(delimiter).map((cell) => cell.replaceAll('"', '').trim())
    : cells;

/** Texts that databases and spreadsheets write for an empty value or an error. */
const isPlaceholder = (value: string): boolean =>
  /^(?:\\N|NULL|\(null\)|#N\/A|#(?:REF|VALUE|DIV\/0|NUM|NULL)!|#NAME\?)$/.test(value);

const listGone = (job: ImportDocument): UnusableFile =>
  new UnusableFile('IMPORT_LIST_NOT_FOUND', `the list ${job.listId} does not exist`);
