/**
 * A text in which the user names and passwords of URLs are removed: `mongodb://user:secret@host` becomes
 * `mongodb://…@host`.
 */

/** A password may hold an `@` or `/` that was not encoded: everything up to the last `@` is removed. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s"'`<>\\]*@/gi;

export const withoutPasswords = (text: string): string => text.replace(CREDENTIALS, '$1…@');
