/** Shared by the expressions for the database: their type, cells, white space. */

/** A MongoDB aggregation expression. */
export type Expression =
  | string
  | number
  | boolean
  | null
  | Date
  | readonly Expression[]
  | { readonly [operator: string]: Expression };

/** White space of JavaScript: also the content of a PCRE character class. */
export const JS_WHITE_SPACE =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';

/** The cell in a column; empty when the contact has none there. */
export const cellAt = (column: number): Expression => ({
  $ifNull: [{ $arrayElemAt: ['$values', column] }, ''],
});
