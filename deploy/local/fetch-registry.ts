import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './parts-cache.ts';
import { requiredTool } from './required-tool.ts';
import { runCommand } from './run-command.ts';

// version 3 needs Java 21
const APICURIO = '2.6.13.Final';

/** Folder with the unpacked Apicurio Registry; `<folder>/apicurio-registry-app-<version>-runner.jar` starts it. */
export async function fetchRegistry(log: (line: string) => void): Promise<{ folder: string; jar: string }> {
  const folder = await cachedFolder(`apicurio-registry-${APICURIO}`, async (filling) => {
    log(`fetching Apicurio Registry ${APICURIO} with Maven (once, 140 MB)`);
    const tar = requiredTool('tar', 'unpacking the schema registry');
    await runCommand(
      requiredTool('mvn', 'fetching the schema registry'),
      [
        ...['--batch-mode', '--quiet', 'dependency:copy', `-DoutputDirectory=${filling}`],
        `-Dartifact=io.apicurio:apicurio-registry-app:${APICURIO}:tar.gz:all`,
      ],
      filling,
    );
    const archive = join(filling, `apicurio-registry-app-${APICURIO}-all.tar.gz`);
    await runCommand(tar, ['-xzf', archive, '-C', filling]);
    await rm(archive);
  });
  return { folder, jar: join(folder, `apicurio-registry-app-${APICURIO}-runner.jar`) };
}
