// Preloaded into our processes (test/faults/scenarios/clocks.ts, test/faults/months): Date runs so many milliseconds ahead as a file
// says, read ten times a second. The file is clock-all, or clock-<name> for one process (the name before the last dash of
// INSTANCE_ID). With SHIFTED_TIME_ORIGIN performance.timeOrigin moves too, from which the simulator counts.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.env.SHIFTED_CLOCKS ?? '';
const own = (process.env.INSTANCE_ID ?? '').replace(/-\d+$/, '');
const TrueDate = Date;
let shiftMs = 0;

function read(name) {
  try {
    return Number(readFileSync(join(folder, `clock-${name}`), 'utf8')) || 0;
  } catch {
    return 0;
  }
}

globalThis.Date = class Date extends TrueDate {
  static [Symbol.hasInstance](value) {
    return value instanceof TrueDate;
  }
  constructor(...given) {
    if (given.length === 0) super(TrueDate.now() + shiftMs);
    else super(...given);
  }
  static now() {
    return TrueDate.now() + shiftMs;
  }
};
if (process.env.SHIFTED_TIME_ORIGIN) {
  const trueOrigin = performance.timeOrigin;
  Object.defineProperty(performance, 'timeOrigin', { get: () => trueOrigin + shiftMs });
}
shiftMs = read('all') + read(own);
setInterval(() => (shiftMs = read('all') + read(own)), 100).unref();
