/** Builds a copy of our code with a bug in it. */
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../../deploy/local/project-root.ts';
import type { PlantedBug } from './planted-bugs.ts';

/** @returns the folder of built code, to be given as `distDir` */
export async function plant({ name, changes }: PlantedBug): Promise<string> {
  const root = projectRoot();
  const folder = join(root, '.data', 'faults', 'planted', name);
  const dist = join(folder, 'dist');
  await rm(folder, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  await cp(join(root, 'package.json'), join(folder, 'package.json'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  for (const part of ['config', 'schemas', 'services'])
    await cp(join(root, 'dist', part), join(dist, part), { recursive: true });
  const files = new Set(changes.map(({ file }) => file));
  for (const file of files) {
    const source = changeSource(
      await readFile(join(root, file), 'utf8'),
      name,
      changes.filter((one) => one.file === file),
    );
    const to = join(dist, file.replace(/\.ts$/, '.js'));
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, transpile(source));
  }
  return dist;
}

/** @throws when a change does not fit: the code has moved on, and the bug must be planted anew */
export function changeSource(source: string, name: string, changes: PlantedBug['changes']): string {
  return changes.reduce((text, { file, find, instead }) => {
    const places = text.split(find).length - 1;
    if (places !== 1)
      throw new Error(
        `the planted bug ${name} does not fit ${file} any more: what it changes stands there ${places} times, expected once (test/faults/planted/planted-bugs.ts)`,
      );
    return text.replace(find, () => instead);
  }, source);
}

const transpile = (source: string): string =>
  ts.transpileModule(source, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
