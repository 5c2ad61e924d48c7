import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ended } from './parts/part.ts';
import { commandLine } from './process-list.ts';
import { noteEnded, noteRunning } from './running-list.ts';

export interface Child {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly ended: Promise<Ended>;
  /** Undefined while it runs. */
  endedAs(): Ended | undefined;
  stop(): Promise<void>;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Whole environment of the child; ours unless given. */
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly logFile: string;
  /** Folder whose list of running processes the child is put on. */
  readonly dataDir: string;
}

const LOG_LIMIT_BYTES = 20_000_000;
const GRACE_MS = 15_000;
const LOG_LINES_SHOWN = 20;

const living = new Set<ChildProcess>();

/**
 * Starts a child process that logs to a file. It has its own process group, so Ctrl-C at the terminal reaches
 * only the launcher, which stops its children in order. It ends with the launcher, and the next launcher
 * finds it if this one is killed.
 */
export function spawnChild(options: ChildOptions): Child {
  const { name, command, args, logFile, dataDir } = options;
  const log = openLog(logFile);
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  const { pid } = child;
  if (pid === undefined) {
    child.on('error', () => undefined);
    throw new Error(`${name}: ${command} could not be started`);
  }

  noteRunning(dataDir, name, pid, commandLine(pid) ?? [command, ...args].join(' '));
  let end: Ended | undefined;
  dieWithUs(child);
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (code, signal) => {
      end = { code, signal };
      living.delete(child);
      noteEnded(dataDir, pid);
      resolve(end);
    });
  });

  return {
    name,
    pid,
    logFile,
    ended,
    endedAs: () => end,
    kill: (signal) => void child.kill(signal),
    stop: async () => {
      if (end !== undefined) return;
      child.kill('SIGTERM');
      const insist = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      await ended;
      clearTimeout(insist);
    },
  };
}

/** One exit listener for all children: many would look like a leak to Node. */
function dieWithUs(child: ChildProcess): void {
  if (living.size === 0) process.off('exit', killLiving).once('exit', killLiving);
  living.add(child);
}

function killLiving(): void {
  for (const child of living) child.kill('SIGKILL');
}

/** The last lines of a log, indented, for error messages. */
export function lastLines(logFile: string, count = LOG_LINES_SHOWN): string {
  const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-count);
  return lines.map((line) => `  ${line}`).join('\n');
}

function openLog(logFile: string): number {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  if (statSync(logFile).size > LOG_LIMIT_BYTES) truncateSync(logFile);
  return log;
}
