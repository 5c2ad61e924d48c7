/**
 * Text of columns and cells as stored: composed (NFC), so that one word has one spelling for filters and
 * templates, and without invisible characters at its ends.
 */

// A cell that has only invisible characters is empty. Texts that people type to compare with a column or cell
// follow the same rules.

const OUTSIDE_ASCII = /[^\x00-\x7f]/;
/**
 * Characters without a shape and without a meaning between letters. The joiners of Persian, Indic scripts and
 * emoji are not among them.
 */
const SHAPELESS = /[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const INVISIBLE = /^[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u;
const ALL_INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** `="0042"`, as spreadsheets write text that looks like a number. */
const WRAPPED = /^="((?:[^"]|"")*)"$/;
/**
 * Characters of SHAPELESS at the ends of a text. Characters that set the text direction are removed only as a
 * pair around the whole text.
 */
const AT_ENDS =
  /^[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\ufeff]+|[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\ufeff]+$/g;
const DIRECTED = /^[\u202a-\u202e\u2066-\u2068]([^\u202a-\u202e\u2066-\u2069]*)[\u202c\u2069]$/;

/** The stored text of a cell. @param keepsBlanks those at its ends stay, if there is anything between them */
export function cellTextOf(text: string, keepsBlanks = false): string {
  const inner = unwrapped(text, keepsBlanks);
  if (!OUTSIDE_ASCII.test(inner)) return keepsBlanks && inner.trim() === '' ? '' : inner;
  if (INVISIBLE.test(inner)) return '';
  return keepsBlanks ? comparableText(inner) : comparableText(inner).trim();
}

/** Whether cells of a contact list keep the blanks at their ends: it was made with `trimWhitespace` false. */
export const keepsBlanksIn = ({
  unusedProperties,
}: {
  readonly unusedProperties?: Readonly<Record<string, string>>;
}): boolean => unusedProperties?.['trimWhitespace'] === 'false';

/** A text to compare cells with: composed and without invisible ends, as cells are; blanks stay. */
export function comparableText(text: string): string {
  if (!OUTSIDE_ASCII.test(text)) return text;
  return text.normalize('NFC').replace(AT_ENDS, '').replace(DIRECTED, '$1').replace(AT_ENDS, '');
}

const unwrapped = (text: string, keepsBlanks = false): string => {
  const inner = text.startsWith('="') ? WRAPPED.exec(text)?.[1] : undefined;
  if (inner === undefined) return text;
  const plain = inner.replaceAll('""', '"');
  return keepsBlanks ? plain : plain.trim();
};

/** The name of a column as stored and shown. */
export function columnNameOf(text: string): string {
  const inner = unwrapped(text.trim());
  return OUTSIDE_ASCII.test(inner) ? inner.normalize('NFC').replace(SHAPELESS, '').trim() : inner;
}

/**
 * Two names with the same key are the same column: joiners and the kind and number of blanks do not matter.
 * Upper and lower case do.
 */
export function columnKeyOf(text: string): string {
  return text.normalize('NFC').replace(ALL_INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/** A name in quotes, with the code points of characters that cannot be told apart by eye. */
export const visibleName = (name: string): string =>
  JSON.stringify(name).replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Z}\p{M}]/gu, (character) =>
    character === ' ' ? ' ' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/**
 * The position of a column that a filter, a sort, a parameter or a WhatsApp column names. An exact match
 * comes before an equal key.
 * @returns -1 when there is none
 */
export function columnPosition(columnNames: readonly string[], typed: string): number {
  const same = columnNames.indexOf(typed);
  if (same >= 0) return same;
  const key = columnKeyOf(typed);
  return key === '' ? -1 : columnNames.findIndex((name) => columnKeyOf(name) === key);
}

export const hasColumn = (columnNames: readonly string[], typed: string): boolean =>
  columnPosition(columnNames, typed) >= 0;

/** The list's own spelling of a named column; for an unknown column, the name as it would be stored. */
export const ownColumnName = (columnNames: readonly string[], typed: string): string =>
  columnNames[columnPosition(columnNames, typed)] ?? columnNameOf(typed);

/**
 * A missing name in quotes, with the column that was probably meant; invisible characters in either are
 * written as code points.
 */
export function missingName(typed: string, columnNames: readonly string[]): string {
  const fold = lookOf(typed);
  const twin = columnNames.find((name) => lookOf(name) === fold);
  return twin === undefined || twin === typed
    ? JSON.stringify(typed)
    : `${visibleName(typed)} (${visibleName(twin)} is another name)`;
}

/** Names that look alike: they differ only in case, accents, widths of letters or blanks. */
const lookOf = (name: string): string =>
  columnKeyOf(name.normalize('NFKD').replace(/\p{M}/gu, ''))
    .replace(/[\s_-]/g, '')
    .toLowerCase();
