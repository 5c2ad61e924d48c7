/**
 * Where a test stops, freezes or delays a process (schemas/fault-points.ts). Nothing happens unless `FAULT_POINTS` armed a point when
 * the process started; then it is one look at a boolean.
 */
import { spawn } from 'node:child_process';
import type { Fault, FaultPointName } from '../../schemas/fault-points.ts';
import type { Logger } from './logger.ts';

let isArmed = false;
let armed: readonly Fault[] = [];
let log: Logger | undefined;
const passes = new Map<FaultPointName, number>();

/** Arms points for the rest of the process's life. */
export function armFaultPoints(faults: readonly Fault[], to: Logger): void {
  if (faults.length === 0) return;
  to.warn(
    { faults },
    'fault points are armed (FAULT_POINTS): this process will be stopped, frozen or delayed',
  );
  [isArmed, armed, log] = [true, faults, to];
}

/** Passes a point. To be awaited: a delayed point resolves later. */
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
  log?.warn({ point, kind, ms, pass: count }, 'fault point');
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
