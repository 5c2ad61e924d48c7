/** Writes the generated files of deploy/helm: part of `npm run generate`. A unit test compares them. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chartFiles } from './chart-files.ts';

const files = chartFiles();
const FOLDER = 'deploy/helm/files';
mkdirSync(FOLDER, { recursive: true });
// a board that is no more
for (const entry of readdirSync(FOLDER, { recursive: true, withFileTypes: true }))
  if (entry.isFile() && !files.has(join(entry.parentPath, entry.name)))
    rmSync(join(entry.parentPath, entry.name));
for (const [path, text] of files) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
