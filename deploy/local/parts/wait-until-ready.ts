import { setTimeout as delay } from 'node:timers/promises';
import type { Child } from '../spawn-child.ts';
import { lastLines } from '../spawn-child.ts';

const BETWEEN_TRIES_MS = 100;

/**
 * Waits until `ready` resolves. Throws, with the end of the child's log, when the child ends before that or
 * `timeoutMs` passes; when `signal` aborts, throws its reason. It leaves no child running that was not ready.
 */
export async function waitUntilReady(
  child: Child,
  timeoutMs: number,
  ready: () => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    let refusal: unknown;
    try {
      await ready();
      return;
    } catch (error) {
      refusal = error;
    }
    const ended = child.endedAs();
    if (ended !== undefined)
      throw notReady(child, `ended with ${ended.signal ?? `exit code ${ended.code}`}`, refusal);
    if (Date.now() > deadline || signal?.aborted === true) {
      child.kill('SIGKILL');
      await child.ended;
      signal?.throwIfAborted();
      throw notReady(child, `was not ready after ${timeoutMs / 1000} s`, refusal);
    }
    await delay(BETWEEN_TRIES_MS);
  }
}

function notReady(child: Child, what: string, refusal: unknown): Error {
  const last = refusal instanceof Error ? refusal.message : String(refusal);
  return new Error(
    `${child.name} ${what} (${last}). The end of ${child.logFile}:\n${lastLines(child.logFile)}`,
    {
      cause: refusal,
    },
  );
}

/** Throws unless the URL answers 2xx within two seconds. */
export async function answersOk(url: string): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
