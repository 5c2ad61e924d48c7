#!/usr/bin/env node
// wac: runs the built command line; on a checkout that is not built yet it builds first and says so.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(realpathSync(fileURLToPath(import.meta.url))), '..', '..');
const main = join(root, 'dist', 'services', 'cli', 'main.js');

if (!existsSync(main)) {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) {
    console.error(`wac: the packages are not installed; run \`npm ci\` (or \`npm start\`) in ${root} first.`);
    process.exit(1);
  }
  console.error('wac: not built yet; building once (npm run build) …');
  // the compiler's words go to standard error: standard output is for results
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0 && !existsSync(main)) {
    console.error('wac: the build failed (above).');
    process.exit(1);
  }
}
await import(pathToFileURL(main).href);
