/**
 * Text of others (names, CSV cells, provider texts) must not control a terminal: control characters, and
 * characters that reverse the direction of text, are shown as escapes such as \u001b.
 */

/** C0 without tab and line feed, DEL, C1. */
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;
/**
 * Embeddings, overrides and isolates of the Unicode bidirectional algorithm (Trojan Source, CVE-2021-42574);
 * line separators.
 */
const DIRECTIONS = /[\u2028-\u202e\u2066-\u2069]/;
const UNSAFE = new RegExp(`${CONTROLS.source}|${DIRECTIONS.source}`, 'g');
const LINE_BREAKS = /[\t\n]/g;

/** For texts of several lines. */
export const terminalText = (text: string): string => text.replace(UNSAFE, escaped);

/** For a cell or a name, which must stay on one line. */
export const terminalLine = (text: string): string => terminalText(text).replace(LINE_BREAKS, escaped);

/** JSON of a value without characters that control a terminal; it parses to the same value. */
export const terminalJson = (value: unknown): string => terminalText(JSON.stringify(value));

const escaped = (character: string): string =>
  character === '\n'
    ? '\\n'
    : character === '\t'
      ? '\\t'
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
