/** A text without the name and password of the URLs in it: `mongodb://user:secret@host` becomes `mongodb://…@host`. */

/** A password may hold an `@` or `/` that its writer forgot to encode: everything up to the last `@` goes. */
const CREDENTIALS = /([a-z][a-z0-9+.-]*:\/\/)[^\s"'`<>\\]*@/gi;

export const withoutPasswords = (text: string): string => text.replace(CREDENTIALS, '$1…@');
