import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FetchOptions } from './part.ts';
import { cachedFolder } from './parts-cache.ts';
import { requiredTool } from './required-tool.ts';
import { runCommand } from '../run-command.ts';

// version 3 needs Java 21
const APICURIO = '2.6.13.Final';

/**
 * Folder with the unpacked Apicurio Registry; `<folder>/apicurio-registry-app-<version>-runner.jar` starts
 * it.
 */
export async function fetchRegistry({ log, signal }: FetchOptions): Promise<{ folder: string; jar: string }> {
  const folder = await cachedFolder(`apicurio-registry-${APICURIO}`, async (filling) => {
    log?.(`fetching Apicurio Registry ${APICURIO} with Maven (once, 140 MB)`);
    const tar = requiredTool('tar', 'unpacking the schema registry');
    const artifact = `-Dartifact=io.apicurio:apicurio-registry-app:${APICURIO}:tar.gz:all`;
    const args = ['--batch-mode', '--quiet', 'dependency:copy', artifact, `-DoutputDirectory=${filling}`];
    await runCommand(requiredTool('mvn', 'fetching the schema registry'), args, { cwd: filling, signal });
    const archive = join(filling, `apicurio-registry-app-${APICURIO}-all.tar.gz`);
    await runCommand(tar, ['-xzf', archive, '-C', filling], { signal });
    await rm(archive);
  });
  return { folder, jar: join(folder, `apicurio-registry-app-${APICURIO}-runner.jar`) };
}
