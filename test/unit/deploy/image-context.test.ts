/**
 * What `.dockerignore` lets through is enough to build the image: every file that is compiled finds what it
 * imports.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * As Docker reads a pattern: `*` within a folder, `**` through folders; a folder stands for what is in it.
 */
function ruleOf(line: string): { lets: boolean; matches: RegExp } {
  const lets = line.startsWith('!');
  const source = line
    .replace(/^!/, '')
    .split(/(\*\*\/|\*\*|\*)/)
    .map((part) =>
      part === '**/'
        ? '(?:.*/)?'
        : part === '**'
          ? '.*'
          : part === '*'
            ? '[^/]*'
            : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return { lets, matches: new RegExp(`^${source}(?:/.*)?$`) };
}

const rules = readFileSync('.dockerignore', 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map(ruleOf);
/** The last rule that matches decides. */
const isSent = (path: string): boolean => rules.findLast(({ matches }) => matches.test(path))?.lets ?? true;

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
  maxBuffer: 16 * 1024 * 1024,
})
  .split('\n')
  .filter((path) => path !== '' && existsSync(path));
const sent = new Set(tracked.filter(isSent));

/** Paths of our own that a file imports. */
function importsOf(path: string): string[] {
  const found = readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.{1,2}\/[^']+)'/g);
  return [...found].map(([, target = '']) => join(dirname(path), target));
}

test('every compiled file in the image’s build finds what it imports', () => {
  const { include } = JSON.parse(readFileSync('tsconfig.build.json', 'utf8')) as { include: string[] };
  const compiled = [...sent].filter(
    (path) => path.endsWith('.ts') && include.some((folder) => path.startsWith(`${folder}/`)),
  );
  expect(compiled.length).toBeGreaterThan(300);
  const missing = compiled.flatMap((path) =>
    importsOf(path)
      .filter((target) => target.endsWith('.ts') && !sent.has(target))
      .map((target) => `${path} imports ${target}`),
  );
  expect(missing).toEqual([]);
});

test('neither secrets, data nor documents are sent', () => {
  expect(
    [...sent].filter((path) => /(^|\/)(\.git|\.data|\.cache|node_modules|docs)\/|\.(md|env)$/.test(path)),
  ).toEqual([]);
});
