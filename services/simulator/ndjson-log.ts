/** An append-only log of JSON lines kept outside the JavaScript heap, so that a million lines cost the collector nothing. */

const CHUNK_BYTES = 1 << 20;

export interface NdjsonLog {
  /** Appends one line; `json` must hold no newline. */
  append(json: string): void;
  /** The lines present at the call, in pieces of at most a chunk. */
  read(): Generator<Buffer>;
  clear(): void;
  lines(): number;
}

export function createNdjsonLog(): NdjsonLog {
  let full: Buffer[] = [];
  let open = Buffer.allocUnsafe(CHUNK_BYTES);
  let used = 0;
  let lines = 0;

  const closeChunk = (needed: number): void => {
    if (used > 0) full.push(open.subarray(0, used));
    open = Buffer.allocUnsafe(Math.max(CHUNK_BYTES, needed));
    used = 0;
  };

  return {
    append(json) {
      const most = json.length * 3 + 1;
      if (used + most > open.length) closeChunk(most);
      used += open.write(json, used);
      open[used++] = 10;
      lines += 1;
    },
    *read() {
      const closed = full.length;
      const chunks = full;
      const tail = open.subarray(0, used);
      for (let i = 0; i < closed; i++) {
        const chunk = chunks[i];
        if (chunk) yield chunk;
      }
      if (tail.length > 0) yield tail;
    },
    clear() {
      full = [];
      open = Buffer.allocUnsafe(CHUNK_BYTES);
      used = 0;
      lines = 0;
    },
    lines: () => lines,
  };
}
