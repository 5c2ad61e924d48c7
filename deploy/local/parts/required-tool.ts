import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const OLDEST_JAVA = 17;

/** What to install on Debian or Ubuntu for each tool that we start. */
const INSTALL: Readonly<Record<string, string>> = {
  java: 'apt-get install openjdk-17-jre-headless maven',
  mvn: 'apt-get install maven',
  python3: 'apt-get install python3 python3-pip',
  tar: 'apt-get install tar',
};

/** Full path of an executable on PATH, or undefined. */
export function findOnPath(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

/** Full path of a tool; an error that says what to install when it is missing. */
export function requiredTool(name: string, neededFor: string): string {
  const path = findOnPath(name);
  if (path !== undefined) return path;
  throw new Error(
    `${name} is not on PATH; it is needed for ${neededFor}. Install it (Debian, Ubuntu: ${INSTALL[name] ?? `apt-get install ${name}`}).`,
  );
}

/** Path of a Java 17 or newer (JAVA_HOME first, then PATH); otherwise an error that says what was found. */
export async function requiredJava(neededFor: string): Promise<string> {
  const home = process.env.JAVA_HOME;
  const ofHome = home === undefined ? undefined : join(home, 'bin', 'java');
  const java = ofHome !== undefined && isExecutable(ofHome) ? ofHome : requiredTool('java', neededFor);
  const { stderr, stdout } = await run(java, ['-version']);
  const major = javaMajor(stderr + stdout);
  if (major !== undefined && major >= OLDEST_JAVA) return java;
  throw new Error(
    `${neededFor} needs Java ${OLDEST_JAVA} or newer, ${java} is ${major === undefined ? 'of an unknown version' : `Java ${major}`}. ` +
      `Install it (Debian, Ubuntu: ${INSTALL['java']}) or point JAVA_HOME at it.`,
  );
}

/** Major version in the words of `java -version`: "1.8.0_292" is 8, "17.0.15" is 17. */
export function javaMajor(words: string): number | undefined {
  const version = /version "(?:1\.)?(\d+)/.exec(words)?.[1];
  return version === undefined ? undefined : Number(version);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
