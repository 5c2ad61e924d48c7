/**
 * An append-only log of JSON lines kept outside the JavaScript heap: the newest in memory, the rest in an
 * unlinked temporary file, so that a million messages neither fill the memory nor cost the collector
 * anything.
 */
import { createSpillFile, type SpillFile } from './spilled-log.ts';

const CHUNK_BYTES = 1 << 20;
const CHUNKS_IN_MEMORY = 16;

export interface NdjsonLog {
  /** Appends one line; `json` must hold no newline. */
  append(json: string): void;
  /** The lines present at the call, from the given one on (0 is the first), in pieces of at most a chunk. */
  read(fromLine?: number): Generator<Buffer>;
  /** Deletes all lines; a reading in progress ends. */
  clear(): void;
  lines(): number;
  /** Chunks of a MiB still in memory. */
  inMemory(): number;
}

interface Chunk {
  firstLine: number;
  bytes: number;
  /** Absent once it is in the file. */
  buffer: Buffer | undefined;
  fileOffset: number;
}

export function createNdjsonLog(): NdjsonLog {
  let chunks: Chunk[] = [];
  let spilled = 0;
  let file: SpillFile | undefined;
  let lines = 0;
  let generation = 0;

  const newChunk = (bytes: number): Chunk => {
    const chunk = { firstLine: lines, bytes: 0, buffer: Buffer.allocUnsafe(bytes), fileOffset: 0 };
    chunks.push(chunk);
    return chunk;
  };

  const spill = (chunk: Chunk): void => {
    if (!chunk.buffer) return;
    file ??= createSpillFile();
    file.write(chunk.buffer.subarray(0, chunk.bytes), (offset) => {
      chunk.fileOffset = offset;
      chunk.buffer = undefined;
    });
  };

  const bytesOf = (chunk: Chunk): Buffer => {
    if (chunk.buffer) return chunk.buffer.subarray(0, chunk.bytes);
    return file?.read(chunk.fileOffset, chunk.bytes) ?? Buffer.alloc(0);
  };

  return {
    append(json) {
      const most = json.length * 3 + 1;
      let chunk = chunks.at(-1);
      if (!chunk?.buffer || chunk.bytes + most > chunk.buffer.length) {
        chunk = newChunk(Math.max(CHUNK_BYTES, most));
        const oldest = chunks[spilled];
        if (oldest && chunks.length - spilled > CHUNKS_IN_MEMORY) {
          spill(oldest);
          spilled += 1;
        }
      }
      if (!chunk.buffer) return;
      chunk.bytes += chunk.buffer.write(json, chunk.bytes);
      chunk.buffer[chunk.bytes++] = 10;
      lines += 1;
    },
    *read(fromLine = 0) {
      const started = generation;
      const count = chunks.length;
      // a line being appended while this is read belongs to the next reading
      const tailBytes = chunks.at(-1)?.bytes ?? 0;
      for (let i = 0; i < count; i++) {
        const chunk = chunks[i];
        if (generation !== started || !chunk) return;
        if ((chunks[i + 1]?.firstLine ?? lines) <= fromLine) continue;
        const bytes = i === count - 1 ? bytesOf(chunk).subarray(0, tailBytes) : bytesOf(chunk);
        const rest = bytes.subarray(offsetOfLine(bytes, fromLine - chunk.firstLine));
        if (rest.length > 0) yield rest;
      }
    },
    clear() {
      generation += 1;
      chunks = [];
      spilled = 0;
      lines = 0;
      file?.close();
      file = undefined;
    },
    lines: () => lines,
    inMemory: () => chunks.filter((chunk) => chunk.buffer !== undefined).length,
  };
}

function offsetOfLine(bytes: Buffer, line: number): number {
  let offset = 0;
  for (let skipped = 0; skipped < line; skipped++) {
    const end = bytes.indexOf(10, offset);
    if (end < 0) return bytes.length;
    offset = end + 1;
  }
  return offset;
}
