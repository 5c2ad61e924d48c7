import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchOptions } from './part.ts';
import { cachedFolder } from './parts-cache.ts';
import { findOnPath } from './required-tool.ts';
import { runCommand } from '../run-command.ts';

/**
 * Path of a program that is published as a Go module and built with Go, once; undefined where there is no Go,
 * or where it cannot build it (no Go proxy is reached, an old Go that may not fetch a newer one), which is logged.
 *
 * @param module path of the command and version, such as `helm.sh/helm/v3/cmd/helm@v3.22.0`
 */
export async function goTool(
  name: string,
  module: string,
  { log, signal }: FetchOptions,
): Promise<string | undefined> {
  const go = findOnPath('go');
  if (go === undefined) return undefined;
  const version = module.slice(module.lastIndexOf('@') + 1);
  const folder = await cachedFolder(`${name}-${version}`, async (filling) => {
    log?.(`building ${name} ${version} with Go (once, some minutes)`);
    const target = join(filling, 'bin');
    const settings = [`GOBIN=${target}`, 'GOFLAGS=-trimpath'];
    await runCommand('env', [...settings, go, 'install', '-p', '2', module], { cwd: filling, signal });
    const [binary = ''] = await readdir(target);
    await rename(join(target, binary), join(filling, name));
    await rm(target, { recursive: true });
  }).catch((cause: Error) => {
    log?.(`${name} ${version} could not be built with Go: ${cause.message}`);
    return undefined;
  });
  return folder === undefined ? undefined : join(folder, name);
}
