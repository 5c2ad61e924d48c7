import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's top folder, found upwards from the working folder (jest forbids import.meta here). */
export function projectRoot(from = process.cwd()): string {
  if (existsSync(join(from, 'package.json')) && existsSync(join(from, 'deploy', 'local'))) return from;
  const parent = dirname(from);
  if (parent === from)
    throw new Error(`No project found upwards from ${process.cwd()}; start inside the checkout`);
  return projectRoot(parent);
}
