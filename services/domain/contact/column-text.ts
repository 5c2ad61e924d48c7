/**
 * Text of columns and cells as it is kept: composed (NFC), so that one word has one writing for filters and templates, and without what
 * nobody can see at its ends. A cell of invisible characters alone is empty. What people type to be compared with either, follows the same rules.
 */

const OUTSIDE_ASCII = /[^\x00-\x7f]/;
/** Marks without a shape and without a meaning between letters; the joiners of Persian, Indic scripts and emoji are none of them. */
const SHAPELESS = /[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const INVISIBLE = /^[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u;
const ALL_INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** `="0042"`, as spreadsheets write text that looks like a number. */
const WRAPPED = /^="((?:[^"]|"")*)"$/;
/** Marks of SHAPELESS at the ends of a text; those that set the direction of a part only as a pair around all of it. */
const AT_ENDS =
  /^[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\ufeff]+|[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\ufeff]+$/g;
const DIRECTED = /^[\u202a-\u202e\u2066-\u2068]([^\u202a-\u202e\u2066-\u2069]*)[\u202c\u2069]$/;

/** What a cell holds. */
export function cellTextOf(text: string): string {
  const inner = unwrapped(text);
  if (!OUTSIDE_ASCII.test(inner)) return inner;
  return INVISIBLE.test(inner) ? '' : comparableText(inner).trim();
}

/** A text to compare cells with: composed and without invisible ends, as cells are kept; blanks stay. */
export function comparableText(text: string): string {
  if (!OUTSIDE_ASCII.test(text)) return text;
  return text.normalize('NFC').replace(AT_ENDS, '').replace(DIRECTED, '$1').replace(AT_ENDS, '');
}

const unwrapped = (text: string): string => {
  const inner = text.startsWith('="') ? WRAPPED.exec(text)?.[1] : undefined;
  return inner === undefined ? text : inner.replaceAll('""', '"').trim();
};

/** The name of a column as it is kept and shown. */
export function columnNameOf(text: string): string {
  const inner = unwrapped(text.trim());
  return OUTSIDE_ASCII.test(inner) ? inner.normalize('NFC').replace(SHAPELESS, '').trim() : inner;
}

/** Two names with one key are one column: also joiners and the kind and number of blanks make no difference. Capitals do. */
export function columnKeyOf(text: string): string {
  return text.normalize('NFC').replace(ALL_INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/** A name in quotes, with the code points of what cannot be told apart by looking at it. */
export const visibleName = (name: string): string =>
  JSON.stringify(name).replace(/[\p{Cf}\p{Default_Ignorable_Code_Point}\p{Z}\p{M}]/gu, (character) =>
    character === ' ' ? ' ' : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );

/**
 * Where a column stands that somebody named: in a filter, a sort, a parameter, a WhatsApp column. The same writing comes before an equal key.
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

/** The list's own writing of a column that somebody named; of an unknown one, how it would be kept. */
export const ownColumnName = (columnNames: readonly string[], typed: string): string =>
  columnNames[columnPosition(columnNames, typed)] ?? columnNameOf(typed);

/** A missing name in quotes, with the column that was probably meant; what cannot be seen in either is written as its code point. */
export function missingName(typed: string, columnNames: readonly string[]): string {
  const fold = lookOf(typed);
  const twin = columnNames.find((name) => lookOf(name) === fold);
  return twin === undefined || twin === typed
    ? JSON.stringify(typed)
    : `${visibleName(typed)} (${visibleName(twin)} is another name)`;
}

/** Names that look alike: capitals, accents, widths of letters and blanks apart. */
const lookOf = (name: string): string =>
  columnKeyOf(name.normalize('NFKD').replace(/\p{M}/gu, ''))
    .replace(/[\s_-]/g, '')
    .toLowerCase();
