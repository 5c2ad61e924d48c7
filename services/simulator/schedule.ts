/** Many due times, one timer: a binary heap whose head decides when the next tick comes. Idle when empty. */
import type { Clock } from './clock.ts';

export interface Schedule {
  /** Runs `task` when the clock reaches `dueMs` (ties in order of call). */
  at(dueMs: number, task: () => void): void;
  /** To be called after the clock was changed. */
  rearm(): void;
  clear(): void;
  size(): number;
}

interface Entry {
  dueMs: number;
  order: number;
  task: () => void;
}

/** `tickMs`: tasks due within this real time run in one go. */
export function createSchedule(clock: Clock, tickMs: number): Schedule {
  let heap: Entry[] = [];
  let order = 0;
  let timer: NodeJS.Timeout | undefined;
  let armedFor = Infinity;

  const arm = (): void => {
    const head = heap[0];
    if (!head || (timer && armedFor <= head.dueMs)) return;
    clearTimeout(timer);
    armedFor = head.dueMs;
    const waitMs = Math.max(tickMs, Math.ceil((head.dueMs - clock.now()) / clock.scale()));
    timer = setTimeout(tick, Math.min(waitMs, 2 ** 30));
  };

  const tick = (): void => {
    timer = undefined;
    armedFor = Infinity;
    const now = clock.now();
    for (let head = heap[0]; head && head.dueMs <= now; head = heap[0]) {
      popHead(heap);
      head.task();
    }
    arm();
  };

  return {
    at(dueMs, task) {
      push(heap, { dueMs, order: order++, task });
      arm();
    },
    rearm() {
      clearTimeout(timer);
      timer = undefined;
      armedFor = Infinity;
      arm();
    },
    clear() {
      clearTimeout(timer);
      timer = undefined;
      armedFor = Infinity;
      heap = [];
    },
    size: () => heap.length,
  };
}

function before(a: Entry, b: Entry): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (!parent || !before(entry, parent)) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = entry;
}

function popHead(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    const leftEntry = heap[left];
    if (!leftEntry) break;
    const rightEntry = heap[left + 1];
    const child = rightEntry && before(rightEntry, leftEntry) ? left + 1 : left;
    const smaller = child === left ? leftEntry : rightEntry;
    if (!smaller || !before(smaller, last)) break;
    heap[at] = smaller;
    at = child;
  }
  heap[at] = last;
}
