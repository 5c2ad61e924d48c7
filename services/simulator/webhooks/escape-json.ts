/** Meta writes every non-ASCII character of a webhook as lower-case `\uXXXX` and signs those bytes. */

const NON_ASCII = /[\u0080-\uffff]/g;

export function escapeNonAscii(json: string): string {
  return json.replace(NON_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
