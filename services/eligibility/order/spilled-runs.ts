/**
 * Sorted runs that do not fit into memory together: one temporary file, written run by run, read back in
 * blocks.
 */
import { mkdtemp, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { recordBytes } from './sorted-run.ts';

export type SpillFile = {
  /** Appends one run; `starts` are its records' offsets in order. */
  append(bytes: Buffer, starts: Uint32Array): Promise<void>;
  /** A reader on each run, at its first record. @param blockBytes memory for each */
  readers(blockBytes: number): Promise<RunReader[]>;
  remove(): Promise<void>;
};

/** A position in a run: its record is `bytes` at `at`. */
export type RunReader = {
  readonly bytes: Buffer;
  readonly at: number;
  /** Moves to the next record. Returns a promise when the block is used up; false at the end. */
  advance(): boolean | Promise<boolean>;
};

const WRITE_BYTES = 1 << 20;

/** @param directory for the temporary file; `remove` deletes it */
export async function createSpillFile(directory: string): Promise<SpillFile> {
  const folder = await mkdtemp(join(directory, 'plan-'));
  const file = await open(join(folder, 'runs'), 'w+');
  const bounds: Array<{ from: number; to: number }> = [];
  let size = 0;
  return {
    async append(bytes, starts) {
      const from = size;
      const block = Buffer.allocUnsafe(WRITE_BYTES);
      let used = 0;
      for (const start of starts) {
        const length = recordBytes(bytes, start);
        if (used + length > block.length) {
          size = await writeAt(file, block, used, size);
          used = 0;
        }
        used += bytes.copy(block, used, start, start + length);
      }
      size = await writeAt(file, block, used, size);
      bounds.push({ from, to: size });
    },
    readers: (blockBytes) =>
      Promise.all(bounds.map(({ from, to }) => openReader(file, from, to, blockBytes))),
    async remove() {
      await file.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function writeAt(file: FileHandle, block: Buffer, used: number, at: number): Promise<number> {
  let written = 0;
  while (written < used)
    written += (await file.write(block, written, used - written, at + written)).bytesWritten;
  return at + used;
}

async function openReader(
  file: FileHandle,
  from: number,
  to: number,
  blockBytes: number,
): Promise<RunReader> {
  const bytes = Buffer.allocUnsafe(blockBytes);
  let next = from;
  let at = 0;
  let end = 0;
  const isWhole = (): boolean => at + recordBytes(bytes, at, end) <= end;
  /** Moves the cut record to the front and reads on after it. */
  const fill = async (): Promise<boolean> => {
    bytes.copyWithin(0, at, end);
    end -= at;
    at = 0;
    while (end < bytes.length && next < to) {
      const { bytesRead } = await file.read(bytes, end, Math.min(bytes.length - end, to - next), next);
      if (bytesRead === 0) throw new Error('the temporary file of the plan ended too early');
      end += bytesRead;
      next += bytesRead;
    }
    if (at < end && !isWhole()) throw new Error('a record is cut off or larger than a block');
    return at < end;
  };
  await fill();
  return {
    bytes,
    get at() {
      return at;
    },
    advance() {
      at += recordBytes(bytes, at);
      return isWhole() ? true : fill();
    },
  };
}
