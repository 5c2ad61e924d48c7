import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLine, isAlive } from './process-list.ts';

interface Running {
  readonly name: string;
  readonly pid: number;
  /** As the system shows it: a recycled process id has another one. */
  readonly commandLine: string;
}

interface RunningList {
  readonly launcher: Running;
  readonly children: readonly Running[];
}

const GRACE_MS = 15_000;

/**
 * Puts a child on the data folder's list of running processes (`pids.json`), so that a next launcher can find
 * it.
 */
export function noteRunning(dataDir: string, name: string, pid: number, line: string): void {
  write(dataDir, (children) => [
    ...children.filter((child) => child.pid !== pid),
    { name, pid, commandLine: line },
  ]);
}

export function noteEnded(dataDir: string, pid: number): void {
  write(dataDir, (children) => children.filter((child) => child.pid !== pid));
}

/**
 * Claims the data folder: refuses while another launcher that uses it is alive, and ends processes that a
 * killed launcher left running. Returns the names of the processes that were ended.
 */
export async function stopLeftovers(
  dataDir: string,
  say: (line: string) => void = () => undefined,
): Promise<string[]> {
  const list = read(dataDir);
  if (list === undefined) return [];
  if (list.launcher.pid !== process.pid && stillRuns(list.launcher)) {
    throw new Error(
      `${dataDir} is in use by process ${list.launcher.pid} (${list.launcher.commandLine}); stop that first`,
    );
  }
  if (list.launcher.pid === process.pid) return [];
  const left = list.children.filter(stillRuns);
  // services first: they were started last and depend on the parts
  for (const child of left.toReversed()) await end(child);
  const names = left.map((child) => child.name);
  if (names.length > 0) say(`stopped what a killed start had left running: ${names.join(', ')}`);
  return names;
}

async function end(child: Running): Promise<void> {
  signal(child.pid, 'SIGTERM');
  const deadline = Date.now() + GRACE_MS;
  while (stillRuns(child)) {
    if (Date.now() > deadline) signal(child.pid, 'SIGKILL');
    await delay(50);
  }
}

/** A process that is about to be gone has no command line any more, but still has its ports. */
function stillRuns(noted: Running): boolean {
  return isAlive(noted.pid) && (commandLine(noted.pid) ?? noted.commandLine) === noted.commandLine;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended by itself meanwhile
  }
}

function write(dataDir: string, change: (children: readonly Running[]) => readonly Running[]): void {
  mkdirSync(dataDir, { recursive: true });
  const present = read(dataDir);
  const ours = present?.launcher.pid === process.pid ? present.children : [];
  const launcher = { name: 'launcher', pid: process.pid, commandLine: commandLine(process.pid) ?? '' };
  const path = pidsFile(dataDir);
  writeFileSync(
    `${path}.new`,
    JSON.stringify({ launcher, children: change(ours) } satisfies RunningList, null, 2),
  );
  renameSync(`${path}.new`, path);
}

function read(dataDir: string): RunningList | undefined {
  try {
    return JSON.parse(readFileSync(pidsFile(dataDir), 'utf8')) as RunningList;
  } catch {
    return undefined;
  }
}

function pidsFile(dataDir: string): string {
  return join(dataDir, 'pids.json');
}
