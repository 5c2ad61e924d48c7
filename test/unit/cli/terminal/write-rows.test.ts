import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { writeRows } from '../../../../services/cli/terminal/write-rows.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'export-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* contacts() {
  yield { phone: '+1 555 010 0000', name: 'Ann\u001b[2J' };
}

test('an export is its owner’s alone, whether the file is new or was there for everybody', async () => {
  const [fresh, before] = [join(folder, 'new.csv'), join(folder, 'old.csv')];
  writeFileSync(before, 'an earlier and longer export '.repeat(20));
  chmodSync(before, 0o666);
  for (const file of [fresh, before]) {
    expect(await writeRows(contacts(), ['phone', 'name'], 'csv', file, new PassThrough())).toBe(1);
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readFileSync(file, 'utf8')).toBe("\ufeffphone,name\n'+1 555 010 0000,Ann\u001b[2J\n");
  }
});

test('a folder that does not exist is wrong usage', async () => {
  const file = join(folder, 'nowhere', 'x.csv');
  await expect(writeRows(contacts(), ['name'], 'csv', file, new PassThrough())).rejects.toThrow(
    `${file} cannot be written`,
  );
});

test.each(['csv', 'ndjson'] as const)('%s on a terminal steers nothing', async (format) => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true });
  await writeRows(contacts(), ['name'], format, null, terminal);
  terminal.end();
  expect(await text(terminal)).toMatch(/Ann\\u001b\[2J/);
});
