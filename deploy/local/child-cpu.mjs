import { readFileSync } from 'node:fs';

/** Linux counts in hundredths of a second, whatever its own clock does. */
const TICKS_A_SECOND = 100;
/** As proc(5) counts fields. */
const USER_OF_CHILDREN = 16;
const SYSTEM_OF_CHILDREN = 17;

let told = 0;

/**
 * CPU seconds of the children that have ended since the last call, and of all whose ends they have awaited themselves: asked at each end,
 * those of one child. Nought where there is no /proc.
 */
export function cpuSecondsOfEnded() {
  const now = cpuSecondsOfChildren();
  const since = now - told;
  told = now;
  return since;
}

function cpuSecondsOfChildren() {
  try {
    return readCpuSeconds(readFileSync('/proc/self/stat', 'utf8'));
  } catch {
    return 0;
  }
}

/** @param stat a line of /proc/…/stat; the name in it may hold anything, brackets too */
export function readCpuSeconds(stat) {
  // the third field follows the name
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const at = (field) => Number(fields[field - 3]);
  return (at(USER_OF_CHILDREN) + at(SYSTEM_OF_CHILDREN)) / TICKS_A_SECOND;
}
