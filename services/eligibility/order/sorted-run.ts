/**
 * Contacts with packed keys, collected in one buffer and sorted there: a part of an order that is too large
 * for memory. A record is: key length (4 bytes), id length (4 bytes), key, id. Records follow one another.
 */
const HEADER_BYTES = 8;
/** Characters of an id are at most three bytes a UTF-16 unit. */
const BYTES_PER_UNIT = 3;
const PREFIX_BYTES = 6;

export type RunBuffer = {
  bytes: Buffer;
  used: number;
  /** Where each record starts. */
  starts: Uint32Array;
  count: number;
};

export function createRunBuffer(maxBytes: number, maxRecords: number): RunBuffer {
  return { bytes: Buffer.allocUnsafeSlow(maxBytes), used: 0, starts: new Uint32Array(maxRecords), count: 0 };
}

/** @returns false when the record does not fit any more */
export function addRecord(
  run: RunBuffer,
  id: string,
  maxKeyBytes: number,
  pack: (into: Buffer, at: number) => number,
): boolean {
  const needed = HEADER_BYTES + maxKeyBytes + BYTES_PER_UNIT * id.length;
  if (run.count === run.starts.length || run.used + needed > run.bytes.length) return false;
  const start = run.used;
  const keyAt = start + HEADER_BYTES;
  const keyEnd = pack(run.bytes, keyAt);
  const end = keyEnd + run.bytes.write(id, keyEnd, 'utf8');
  run.bytes.writeUInt32BE(keyEnd - keyAt, start);
  run.bytes.writeUInt32BE(end - keyEnd, start + 4);
  run.starts[run.count] = start;
  run.count += 1;
  run.used = end;
  return true;
}

export function clearRun(run: RunBuffer): void {
  run.used = 0;
  run.count = 0;
}

/** Offsets of the records in the order of their keys. */
export function sortedStarts(run: RunBuffer): Uint32Array {
  const { bytes, starts, count } = run;
  // most comparisons are decided by the first bytes in which keys differ at all, kept as one exact number
  // each
  const same = commonBytes(run);
  const prefixes = new Float64Array(count);
  const places = new Uint32Array(count);
  for (let place = 0; place < count; place += 1) {
    places[place] = place;
    const start = starts[place] ?? 0;
    const keyBytes = Math.min(PREFIX_BYTES, bytes.readUInt32BE(start) - same);
    prefixes[place] =
      bytes.readUIntBE(start + HEADER_BYTES + same, keyBytes) * 256 ** (PREFIX_BYTES - keyBytes);
  }
  places.sort((a, b) => {
    const byPrefix = (prefixes[a] ?? 0) - (prefixes[b] ?? 0);
    return byPrefix !== 0 ? byPrefix : compareRecords(bytes, starts[a] ?? 0, bytes, starts[b] ?? 0);
  });
  return places.map((place) => starts[place] ?? 0);
}

/** How many bytes all keys of the run begin with; shorter than every key, because no two are equal. */
function commonBytes({ bytes, starts, count }: RunBuffer): number {
  const firstKey = (starts[0] ?? 0) + HEADER_BYTES;
  let same = count > 1 ? bytes.readUInt32BE(firstKey - HEADER_BYTES) - 1 : 0;
  for (let place = 1; place < count && same > 0; place += 1) {
    const key = (starts[place] ?? 0) + HEADER_BYTES;
    let byte = 0;
    while (byte < same && bytes[key + byte] === bytes[firstKey + byte]) byte += 1;
    same = byte;
  }
  return same;
}

/** Order of two records by their keys. */
export function compareRecords(a: Buffer, atA: number, b: Buffer, atB: number): number {
  const [lengthA, lengthB] = [a.readUInt32BE(atA), b.readUInt32BE(atB)];
  const [keyA, keyB] = [atA + HEADER_BYTES, atB + HEADER_BYTES];
  const length = Math.min(lengthA, lengthB);
  for (let byte = 0; byte < length; byte += 1) {
    const difference = (a[keyA + byte] ?? 0) - (b[keyB + byte] ?? 0);
    if (difference !== 0) return difference;
  }
  return lengthA - lengthB;
}

/** Bytes of the record at an offset; NaN when its header is not completely before `end`. */
export function recordBytes(bytes: Buffer, at: number, end = bytes.length): number {
  if (at + HEADER_BYTES > end) return Number.NaN;
  return HEADER_BYTES + bytes.readUInt32BE(at) + bytes.readUInt32BE(at + 4);
}

export function recordId(bytes: Buffer, at: number): string {
  const idAt = at + HEADER_BYTES + bytes.readUInt32BE(at);
  return bytes.toString('utf8', idAt, idAt + bytes.readUInt32BE(at + 4));
}
