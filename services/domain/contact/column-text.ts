/**
 * Text of columns and cells as it is kept: composed (NFC), so that one word has one writing for filters and templates, and without what
 * nobody can see. A cell of invisible characters alone is empty.
 */

const OUTSIDE_ASCII = /[^\x00-\x7f]/;
/** Marks without a shape and without a meaning between letters; the joiners of Persian, Indic scripts and emoji are none of them. */
const SHAPELESS = /[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;
const INVISIBLE = /^[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]*$/u;
const ALL_INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** What a cell holds. */
export function cellTextOf(text: string): string {
  if (!OUTSIDE_ASCII.test(text)) return text;
  return INVISIBLE.test(text) ? '' : text.normalize('NFC');
}

/** The name of a column as it is kept and shown. */
export function columnNameOf(text: string): string {
  return OUTSIDE_ASCII.test(text) ? text.normalize('NFC').replace(SHAPELESS, '').trim() : text.trim();
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
