/**
 * Sorts scanned contacts in the order of the comparator with bounded memory: packed keys are sorted in runs
 * of a few megabytes; if one run is not enough, runs are written to a temporary file and merged.
 */
import { tmpdir } from 'node:os';
import type { SortKey } from '../../domain/contact/contact-sort.ts';
import type { ScannedContact } from './scanned-contact.ts';
import { maxKeyBytes, packSortKey } from './sort-key.ts';
import {
  addRecord,
  clearRun,
  compareRecords,
  createRunBuffer,
  recordId,
  sortedStarts,
  type RunBuffer,
} from './sorted-run.ts';
import { createSpillFile, type RunReader, type SpillFile } from './spilled-runs.ts';

/** The parts of a contact that its order needs; contacts come in the order of arrival. */
export type OrderedContact = Pick<ScannedContact, 'id' | 'values'>;

export type PlanMemory = {
  /** Size of a run, bytes; larger than any record. */
  readonly runBytes: number;
  readonly runRecords: number;
  /** Block in which a spilled run is read back, bytes. */
  readonly blockBytes: number;
  readonly directory: string;
};

/** 50 columns of 512 characters cannot make a record that does not fit. */
export const planMemory: PlanMemory = {
  runBytes: 8 << 20,
  runRecords: 1 << 16,
  blockBytes: 256 << 10,
  directory: tmpdir(),
};

/** @returns ids of all contacts in order, in batches */
export async function* orderContacts(
  scan: AsyncIterable<readonly OrderedContact[]>,
  keys: readonly SortKey[],
  memory: PlanMemory = planMemory,
): AsyncGenerator<string[]> {
  if (keys.length === 0) {
    for await (const contacts of scan) yield contacts.map(({ id }) => id);
    return;
  }
  const run = createRunBuffer(memory.runBytes, memory.runRecords);
  let spill: SpillFile | undefined;
  try {
    let ordinal = 0;
    for await (const contacts of scan) {
      for (const { id, values } of contacts) {
        const place = ordinal;
        const add = (): boolean =>
          addRecord(run, id, maxKeyBytes(keys, values), (into, at) =>
            packSortKey(keys, values, place, into, at),
          );
        if (!add()) {
          spill ??= await createSpillFile(memory.directory);
          await spill.append(run.bytes, sortedStarts(run));
          clearRun(run);
          if (!add()) throw new Error(`a sort key is larger than ${memory.runBytes} bytes`);
        }
        ordinal += 1;
      }
    }
    if (!spill) {
      yield* idsOf(run);
      return;
    }
    await spill.append(run.bytes, sortedStarts(run));
    yield* merged(await spill.readers(memory.blockBytes));
  } finally {
    await spill?.remove();
  }
}

const IDS_A_YIELD = 1_000;

function* idsOf(run: RunBuffer): Generator<string[]> {
  const starts = sortedStarts(run);
  for (let from = 0; from < starts.length; from += IDS_A_YIELD)
    yield Array.from(starts.subarray(from, from + IDS_A_YIELD), (start) => recordId(run.bytes, start));
}

/** Takes the least record of all runs repeatedly, from a binary heap of the runs. */
async function* merged(readers: RunReader[]): AsyncGenerator<string[]> {
  const heap = readers.sort((a, b) => compareRecords(a.bytes, a.at, b.bytes, b.at)); // a sorted array is a heap
  let ids: string[] = [];
  for (let least = heap[0]; least; least = heap[0]) {
    ids.push(recordId(least.bytes, least.at));
    const advanced = least.advance();
    const goesOn = typeof advanced === 'boolean' ? advanced : await advanced;
    if (!goesOn) {
      const last = heap.pop();
      if (last && heap.length > 0) heap[0] = last;
    }
    siftDown(heap);
    if (ids.length === IDS_A_YIELD) {
      yield ids;
      ids = [];
    }
  }
  if (ids.length > 0) yield ids;
}

function siftDown(heap: RunReader[]): void {
  const top = heap[0];
  if (!top) return;
  let place = 0;
  for (;;) {
    let child = 2 * place + 1;
    let least = heap[child];
    if (!least) break;
    const right = heap[child + 1];
    if (right && compareRecords(right.bytes, right.at, least.bytes, least.at) < 0) {
      least = right;
      child += 1;
    }
    if (compareRecords(top.bytes, top.at, least.bytes, least.at) <= 0) break;
    heap[place] = least;
    place = child;
  }
  heap[place] = top;
}
