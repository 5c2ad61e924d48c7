/** A temporary file that nobody can find and that goes with the process: old parts of a log live here. */
import { close, mkdtempSync, openSync, readSync, rmSync, write } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface SpillFile {
  /**
   * Writes behind the caller's back, so that a slow disk holds nothing up; `done` gets the place it was
   * written to.
   */
  write(bytes: Buffer, done: (offset: number) => void): void;
  read(offset: number, length: number): Buffer;
  /** Writes under way may end, but are no longer reported. */
  close(): void;
}

/** A failed write is not reported: its bytes then stay where they were. */
export function createSpillFile(): SpillFile {
  const file = openUnlinked();
  let end = 0;
  let writing = 0;
  let closed = false;
  const closeWhenIdle = (): void => {
    if (closed && writing === 0) close(file);
  };
  return {
    write(bytes, done) {
      const offset = end;
      end += bytes.length;
      writing += 1;
      write(file, bytes, 0, bytes.length, offset, (error, written) => {
        writing -= 1;
        if (!closed && !error && written === bytes.length) done(offset);
        closeWhenIdle();
      });
    },
    read(offset, length) {
      const bytes = Buffer.allocUnsafe(length);
      readSync(file, bytes, 0, length, offset);
      return bytes;
    },
    close() {
      closed = true;
      closeWhenIdle();
    },
  };
}

function openUnlinked(): number {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  const file = openSync(join(folder, 'log.ndjson'), 'w+');
  rmSync(folder, { recursive: true });
  return file;
}
