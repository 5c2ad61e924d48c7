/**
 * A point where tests stop, freeze or delay a process (schemas/fault-points.ts). Nothing happens unless
 * `FAULT_POINTS` armed the point when the process started; a pass then costs one check of a boolean.
 */
import { spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import type { Fault, FaultPointName } from '../../../schemas/fault-points.ts';
import type { Logger } from './logger.ts';

let isArmed = false;
let armed: readonly Fault[] = [];
const passes = new Map<FaultPointName, number>();

/** Arms points for the rest of the process's life. */
export function armFaultPoints(faults: readonly Fault[], log: Logger): void {
  if (faults.length === 0) return;
  log.warn(
    { faults },
    'fault points are armed (FAULT_POINTS): this process will be stopped, frozen or delayed',
  );
  [isArmed, armed] = [true, faults];
}

/** Passes a point. Await it: a delayed point resolves later. */
export function faultPoint(point: FaultPointName): Promise<void> | undefined {
  return isArmed ? pass(point) : undefined;
}

async function pass(point: FaultPointName): Promise<void> {
  const count = (passes.get(point) ?? 0) + 1;
  passes.set(point, count);
  for (const fault of armed) {
    if (fault.point === point && (fault.pass === null || fault.pass === count)) await happen(fault, count);
  }
}

async function happen({ point, kind, ms }: Fault, count: number): Promise<void> {
  // not through the logger: it may hold a line back until the next tick, and there may be no next tick
  writeSync(process.stderr.fd, `fault point ${point}: ${kind} ${ms} ms, pass ${count}\n`);
  switch (kind) {
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      return;
    case 'freeze':
      // a stopped process cannot wake itself
      spawn('sh', ['-c', `sleep ${ms / 1_000}; kill -CONT ${process.pid}`], {
        detached: true,
        stdio: 'ignore',
      }).unref();
      process.kill(process.pid, 'SIGSTOP');
      return;
    case 'delay':
      return new Promise((resolve) => setTimeout(resolve, ms));
  }
}
