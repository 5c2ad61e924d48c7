/** CPU time and peak memory of processes, from /proc (Linux). */
import { readFileSync, writeFileSync } from 'node:fs';

/** USER_HZ: what the kernel counts in for /proc, the same on all Linux machines that matter. */
const TICKS_A_SECOND = 100;

/** User and system time so far, seconds; NaN when the process is gone or there is no /proc. */
export function cpuSeconds(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  } catch {
    return Number.NaN;
  }
}

/** Largest resident memory since the last reset, MiB. */
export function peakMemory(pid: number): number {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** From now on peakMemory counts anew. */
export function resetPeakMemory(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // without the permission, peaks are those since the start of the process
  }
}

export type Named = { readonly name: string; readonly pid: number };

/**
 * Begins to count the CPU of processes.
 * @returns a function that gives the seconds used since, by name
 */
export function countCpu(processes: readonly Named[]): () => Map<string, number> {
  const before = processes.map(({ name, pid }) => ({ name, pid, seconds: cpuSeconds(pid) }));
  return () => new Map(before.map(({ name, pid, seconds }) => [name, cpuSeconds(pid) - seconds]));
}
