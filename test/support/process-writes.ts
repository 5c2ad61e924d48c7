/** Which collections each process can write, by the source alone: the statements in all files that its main.ts leads to. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writesIn } from './collection-writes.ts';

/** Of values: a type that is imported runs nothing. */
const IMPORT = /^(?:import|export)\s+(?!type\b)[^;]*?from '(\.[^']+)'/gms;

/** @param folder of services/ @param entry its first file @returns keys of `collections`, or constants of packages' */
export function collectionsWrittenBy(folder: string, entry = 'main.ts'): string[] {
  const seen = new Set<string>();
  const waiting = [join('services', folder, entry)];
  const written = new Set<string>();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = readFileSync(file, 'utf8');
    for (const { collection } of writesIn(file, text)) if (collection !== null) written.add(collection);
    for (const [, path = ''] of text.matchAll(IMPORT)) {
      const imported = join(dirname(file), path);
      if (existsSync(imported)) waiting.push(imported);
    }
  }
  return [...written].sort();
}
