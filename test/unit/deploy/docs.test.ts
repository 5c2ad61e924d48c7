/** What the documents say of the code is there: files, tests, topics, decisions. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { topics } from '../../../schemas/topics.ts';

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));

const textOf = (path: string): string => readFileSync(path, 'utf8');
/** Without line breaks within a sentence. */
const unwrapped = (path: string): string => textOf(path).replace(/\s+/g, ' ');
const HOUR = 3_600_000;
const kept = (ms: number | 'latest'): string =>
  ms === 'latest' ? 'latest' : ms % (24 * HOUR) === 0 ? `${ms / (24 * HOUR)} d` : `${ms / HOUR} h`;

/** As GitHub makes it from a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');

test.each(documents)('links in %s lead somewhere', (path) => {
  for (const [, target = ''] of textOf(path).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue;
    const [file = '', anchor] = target.split('#');
    const linked = file === '' ? path : join(dirname(path), file);
    expect([target, existsSync(linked)]).toEqual([target, true]);
    if (anchor === undefined) continue;
    const anchors = [...textOf(linked).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));
    expect(anchors).toContain(anchor);
  }
});

test.each(documents.filter((path) => /^(README|CONTRIBUTING|docs\/)/.test(path)))(
  'files and folders that %s names exist',
  (path) => {
    const named = [
      ...textOf(path).matchAll(/`((?:config|deploy|docs|schemas|services|test)\/[\w./-]*\w\/?)`/g),
    ].map(([, name = '']) => name);
    expect(named.filter((name) => !existsSync(name) && !name.includes('dist/'))).toEqual([]);
  },
);

test('every test that docs/architecture.md cites exists, word for word', () => {
  const cited = [
    ...unwrapped('docs/architecture.md').matchAll(/`(test\/[\w./-]+\.test\.ts)` ((?:“[^”]+”(?:, )?)+)/g),
  ];
  expect(cited.length).toBeGreaterThan(10);
  for (const [, file = '', sentences = ''] of cited) {
    const source = textOf(file);
    for (const [, sentence = ''] of sentences.matchAll(/“([^”]+)”/g))
      expect([file, sentence, source.includes(sentence)]).toEqual([file, sentence, true]);
  }
});

test('docs/architecture.md lists every topic as it is defined', () => {
  const rows = [...textOf('docs/architecture.md').matchAll(/^\| ([a-z-]+) +\|(.*)\|$/gm)]
    .map(([, name = '', rest = '']) => [name, ...rest.split('|').map((cell) => cell.trim())])
    .filter((row) => row.length === 6 && /^\d+$/.test(row[2] ?? ''));
  expect(rows).toEqual(
    Object.values(topics).map(({ name, key, partitions, retentionMs, writers, readers }) => [
      name,
      key,
      String(partitions),
      kept(retentionMs),
      writers.join(', '),
      readers.join(', '),
    ]),
  );
});

test('every process has a README', () => {
  const processes = [...textOf('docs/architecture.md').matchAll(/^\| ([a-z]+) +\| [^|]+\| [^|]+\|$/gm)].map(
    ([, name = '']) => name,
  );
  expect(processes).toContain('sender');
  expect(processes.filter((name) => name !== 'process' && !existsSync(`services/${name}/README.md`))).toEqual(
    [],
  );
});

test('a decision says background, decision and consequences, on one page', () => {
  const decisions = documents.filter((path) => path.startsWith('docs/decisions/'));
  expect(decisions.length).toBeGreaterThan(0);
  for (const path of decisions) {
    const text = textOf(path);
    const parts = [...text.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, part]) => part);
    expect([path, parts]).toEqual([path, ['Background', 'Decision', 'Consequences']]);
    expect(text.split(/\s+/).length).toBeLessThan(500);
  }
});
