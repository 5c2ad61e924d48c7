/** The programs of docs/examples, made ready to run as their heads say; what is fetched and built is kept under .cache. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { cachedFolder } from '../../deploy/local/parts/parts-cache.ts';
import { findOnPath, requiredJava, requiredTool } from '../../deploy/local/parts/required-tool.ts';
import { runCommand } from '../../deploy/local/run-command.ts';
import { pythonPackage } from './python-package.ts';

/** How a program is started, before its own arguments; or why it cannot be made here. */
export type Program =
  | { readonly command: readonly [string, ...string[]]; readonly env?: Readonly<Record<string, string>> }
  | { readonly lacking: string };

/** docs/examples/start_campaign.py, with its packages by pip. */
export async function pythonProgram(): Promise<Program> {
  const packages = [
    await pythonPackage('confluent-kafka', '2.6.1'),
    await pythonPackage('fastavro', '1.9.7'),
  ];
  const folders = packages.flatMap((each) => ('folder' in each ? [each.folder] : []));
  if (folders.length < packages.length) return { lacking: JSON.stringify(packages) };
  const env = { PYTHONPATH: folders.join(delimiter), PYTHONDONTWRITEBYTECODE: '1' };
  return { command: ['python3', 'docs/examples/start_campaign.py'], env };
}

/** docs/examples/go, built with Go. */
export async function goProgram(): Promise<Program> {
  const source = 'docs/examples/go';
  const go = findOnPath('go');
  if (go === undefined) return { lacking: 'no Go' };
  const name = `example-go-${hashOf(source, 'go.mod', 'go.sum', 'main.go')}`;
  const built = await prepared(name, {
    // an old Go refuses here too
    fetch: () => runCommand(go, ['mod', 'download'], { cwd: source }),
    build: (folder) =>
      runCommand(go, ['build', '-p', '2', '-o', join(folder, 'start-campaign'), '.'], { cwd: source }),
  });
  return 'lacking' in built ? built : { command: [join(built.folder, 'start-campaign')] };
}

/** docs/examples/java, with its jars by Maven; Java compiles the one file each time. */
export async function javaProgram(): Promise<Program> {
  const source = 'docs/examples/java';
  const java = await requiredJava(source);
  const mvn = requiredTool('mvn', source);
  const modules = await runCommand(java, ['--list-modules']);
  if (!modules.includes('jdk.compiler')) return { lacking: 'a Java without a compiler' };
  const copy = ['--batch-mode', '--quiet', '--file', source, 'dependency:copy-dependencies'];
  const jars = await prepared(`example-java-${hashOf(source, 'pom.xml')}`, {
    fetch: (folder) => runCommand(mvn, [...copy, `-DoutputDirectory=${folder}`]),
  });
  if ('lacking' in jars) return jars;
  // compiled for one short run: the first of the compilers is enough, and takes half the time
  const quick = '-XX:TieredStopAtLevel=1';
  return { command: [java, quick, '-cp', join(jars.folder, '*'), join(source, 'StartCampaign.java')] };
}

interface Steps {
  /** Asks a package registry: where that fails, the program is not tried. */
  fetch(folder: string): Promise<unknown>;
  /** Does not depend on others: a failure is one of the program. */
  build?(folder: string): Promise<unknown>;
}

/** The cached folder, made by the steps when it is not there. */
async function prepared(name: string, steps: Steps): Promise<{ folder: string } | { lacking: string }> {
  let refused: Error | undefined;
  try {
    const folder = await cachedFolder(name, async (filling) => {
      await steps.fetch(filling).catch((cause: Error) => {
        refused = cause;
        throw cause;
      });
      await steps.build?.(filling);
    });
    return { folder };
  } catch (error) {
    if (error instanceof Error && error === refused) return { lacking: error.message };
    throw error;
  }
}

/** Changes when one of the files does. */
function hashOf(folder: string, ...files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}
