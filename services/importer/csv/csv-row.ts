/** The types of CSV reading: a row, the faults of a row, and a file that cannot be used. */

/** Why a row is rejected; upper-case codes are those of the contract's events where it has one. */
export type RowFaultCode =
  | 'IMPORT_ENTRY_DOES_NOT_ALIGN_WITH_HEADERS'
  | 'IMPORT_COULD_NOT_PARSE_AN_ENTRY'
  | 'IMPORT_NOT_UTF8'
  | 'IMPORT_CELL_TOO_LONG'
  | 'IMPORT_MISSING_CUSTOM_ID'
  | 'IMPORT_SHORTENED_ID'
  | 'IMPORT_BLOCKED_IN_PART'
  | 'IMPORT_ENTRY_EXPIRED'
  | 'INVALID_PHONE_NUMBER'
  | 'INVALID_TIME_ZONE';

export type RowFault = {
  code: RowFaultCode;
  /** Header of the faulty cell; null when the whole row is at fault. */
  column: string | null;
  value: string | null;
  /** For the person who uploaded the file. */
  reason: string;
};

export type CsvRow = {
  /** Line of the file on which the row starts, from 1. */
  line: number;
  /** Trimmed (unless the list keeps blanks), as many as the header has; in a faulty row, as found. */
  cells: string[];
  fault: RowFault | null;
};

/** Why a file cannot be imported at all. */
export type FileFaultCode =
  | 'IMPORT_FAILED_TO_READ_HEADERS'
  | 'IMPORT_TOO_MANY_COLUMNS'
  | 'IMPORT_TOO_MANY_ROWS'
  | 'IMPORT_HEADERS_DO_NOT_MATCH'
  | 'IMPORT_UNREADABLE_ENCODING'
  | 'IMPORT_NOT_CSV'
  | 'IMPORT_SOURCE_NOT_FOUND'
  | 'IMPORT_SOURCE_NOT_ALLOWED'
  | 'IMPORT_SOURCE_UNREACHABLE'
  | 'IMPORT_SOURCE_TOO_LARGE'
  | 'IMPORT_LIST_NOT_FOUND'
  | 'IMPORT_CANCELLED'
  | 'IMPORT_NEVER_GETS_ON'
  | 'EXCEEDED_CONTACT_LIMIT'
  | 'EXCEEDED_DNC_RECORD_LIMIT';

/**
 * A file that cannot be used, or not beyond some point: a fault of the data, not of our code. The message
 * says what was found and expected.
 */
export class UnusableFile extends Error {
  readonly code: FileFaultCode;
  constructor(code: FileFaultCode, message: string) {
    super(message);
    this.code = code;
  }
}
