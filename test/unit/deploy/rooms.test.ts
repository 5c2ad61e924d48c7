/** The map of rooms in docs/architecture.md is the tree's, and no folder of our code has become a heap. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
/** A reader finds his file among so many. */
const MOST_FILES = 25;

const foldersIn = (path: string): string[] =>
  readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** Service → its rooms, as the document has them. */
function mapped(): Record<string, string[]> {
  const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const part = text.slice(text.indexOf('## Rooms'), text.indexOf('## Topics'));
  const rows = [...part.matchAll(/^\| `services\/(\w+)\/`\s*\|[^|]*\|([^|]*)\|$/gm)];
  return Object.fromEntries(
    rows.map(([, service = '', rooms = '']) => [
      service,
      [...rooms.matchAll(/`([\w-]+)`/g)].map(([, room = '']) => room).sort(),
    ]),
  );
}

test('the map names every service and every room of it', () => {
  const tree = Object.fromEntries(foldersIn('services').map((name) => [name, foldersIn(`services/${name}`)]));
  expect(mapped()).toEqual(tree);
});

test.each(['services', 'schemas', 'config', 'deploy'])('no folder below %s holds too many files', (top) => {
  const crowded: string[] = [];
  const walk = (path: string): void => {
    const files = readdirSync(join(root, path), { withFileTypes: true });
    const code = files.filter((entry) => entry.isFile() && /\.(ts|mjs)$/.test(entry.name));
    if (code.length > MOST_FILES && path !== 'schemas') crowded.push(`${path}: ${code.length}`);
    for (const entry of files) if (entry.isDirectory()) walk(join(path, entry.name));
  };
  walk(top);
  expect(crowded).toEqual([]);
});
