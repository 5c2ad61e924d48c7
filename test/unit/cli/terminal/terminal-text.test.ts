import { table } from '../../../../services/cli/terminal/table.ts';
import { terminalJson, terminalLine, terminalText } from '../../../../services/cli/terminal/terminal-text.ts';

const ESCAPE = '\u001b';
const TITLE = `${ESCAPE}]0;owned\u0007`;

test('what steers a terminal is shown as an escape: C0, DEL, C1 and changes of direction', () => {
  expect(terminalText(`Spring${TITLE}`)).toBe('Spring\\u001b]0;owned\\u0007');
  expect(terminalText('a\u009b2Jb\u007f\r')).toBe('a\\u009b2Jb\\u007f\\u000d');
  expect(terminalText('a\u202eb\u2066c\u2028')).toBe('a\\u202eb\\u2066c\\u2028');
});

test('lines, tabs and letters of every script stay', () => {
  const text = 'a\tb\nمرحبا 日本 👍🏽 \u200f';
  expect(terminalText(text)).toBe(text);
});

test('a name with a line break stays on its line and in its row', () => {
  expect(terminalLine('a\nb\tc')).toBe('a\\nb\\tc');
  expect(
    table([
      ['ID', 'NAME'],
      ['1', `x\n2  forged${ESCAPE}[2K`],
    ]),
  ).toBe('ID  NAME\n1   x\\n2  forged\\u001b[2K');
});

test('JSON holds none of them and parses to the same value', () => {
  const value = { name: `a\u009b\u202e${TITLE}\n` };
  expect(terminalJson(value)).not.toMatch(/[^\x20-\x7e]/);
  expect(JSON.parse(terminalJson(value))).toEqual(value);
});
