/**
 * Recognises files that are uploaded in place of a CSV file by their first bytes, and names their format in
 * the error.
 */
import { UnusableFile, type FileFaultCode } from './csv-row.ts';

type Format = { readonly starts: RegExp; readonly code: FileFaultCode; readonly message: string };

/** Over the first bytes as Latin-1, one character a byte. */
const formats: readonly Format[] = [
  {
    starts: /^(?:\xff\xfe\0\0|\0\0\xfe\xff)/,
    code: 'IMPORT_UNREADABLE_ENCODING',
    message: 'the file is UTF-32; save it as CSV in UTF-8',
  },
  {
    starts: /^(?:\xff\xfe|\xfe\xff)/,
    code: 'IMPORT_UNREADABLE_ENCODING',
    message: 'the file is UTF-16; save it as CSV in UTF-8',
  },
  {
    starts: /^PK(?:\x03\x04|\x05\x06)/,
    code: 'IMPORT_NOT_CSV',
    message:
      'the file is a ZIP archive, as Excel workbooks (.xlsx) are; unpack it, or save the sheet as CSV in UTF-8',
  },
  {
    starts: /^\x1f\x8b/,
    code: 'IMPORT_NOT_CSV',
    message: 'the file is compressed (gzip); unpack it first',
  },
  {
    starts: /^\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1/,
    code: 'IMPORT_NOT_CSV',
    message: 'the file is an Excel workbook (.xls); save the sheet as CSV in UTF-8',
  },
  { starts: /^%PDF-/, code: 'IMPORT_NOT_CSV', message: 'the file is a PDF; expected CSV in UTF-8' },
  {
    starts: /^(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml)/i,
    code: 'IMPORT_NOT_CSV',
    message: 'the file is a web page (HTML) or XML; expected CSV in UTF-8',
  },
];

const LONGEST_START = 64;

/** @throws UnusableFile */
export function refuseOtherFormats(start: Buffer): void {
  const bytes = start.subarray(0, LONGEST_START).toString('latin1');
  const format = formats.find(({ starts }) => starts.test(bytes));
  if (format) throw new UnusableFile(format.code, format.message);
}
