import { join } from 'node:path';
import { restartable, type Part, type Restartable } from './parts/part.ts';
import { spawnChild } from './spawn-child.ts';
import { answersOk, waitUntilReady } from './parts/wait-until-ready.ts';

const READY_WITHIN_MS = 60_000;

export interface ServiceOptions {
  /** Shown in errors; tells instances of one service apart (`sender-2`). */
  readonly name: string;
  /** Absolute path of the built entry (`dist/services/<name>/main.js`). */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Flags for node itself. */
  readonly nodeFlags?: readonly string[];
  /** Laid over our own environment; a function is asked at each start. */
  readonly env: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
  /** Answers 2xx once the service works; its port is the service's port. */
  readonly readyUrl: string;
  /** Folder of its log and of the list of running processes. */
  readonly dataDir: string;
  readonly logFile?: string;
  readonly readyWithinMs?: number;
}

/** One of our services as a child process. */
export type Service = Restartable;

/** Starts a service and waits until its ready URL answers; a failure's error shows the end of its log. */
export function spawnService(options: ServiceOptions): Promise<Service> {
  const { name, dataDir } = options;
  const logFile = options.logFile ?? join(dataDir, 'logs', `${name}.log`);
  return restartable(() => startOnce(options, logFile));
}

async function startOnce(options: ServiceOptions, logFile: string): Promise<Part> {
  const { name, entry, args = [], nodeFlags = [], env, readyUrl, dataDir } = options;
  const child = spawnChild({
    name,
    command: process.execPath,
    args: [...nodeFlags, entry, ...args],
    env: { ...process.env, ...(typeof env === 'function' ? env() : env) },
    logFile,
    dataDir,
  });
  await waitUntilReady(child, options.readyWithinMs ?? READY_WITHIN_MS, () => answersOk(readyUrl));
  const { origin, port } = new URL(readyUrl);
  return { ...child, port: Number(port), url: origin };
}
