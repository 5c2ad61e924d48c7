/**
 * Contacts with packed keys, collected in one buffer and sorted there: a part of an order that is too large
 * for memory. A record is: key length (4 bytes), id length (4 bytes), key, id. Records follow one another.
 */
const HEADER_BYTES = 8;
/** Characters of an id are at most three bytes a UTF-16 unit. */
const BYTES_PER_UNIT = 3;
/** So many bytes of a key and the place of its record, together one exact number. */
const RANK_BYTES = 4;
const MAX_RECORDS = 2 ** 21;
/** Fewer than this are compared with one another. */
const FEW = 16;

export type RunBuffer = {
  bytes: Buffer;
  used: number;
  /** Where each record starts. */
  starts: Uint32Array;
  count: number;
};

/** @param maxRecords at most 2^21 */
export function createRunBuffer(maxBytes: number, maxRecords: number): RunBuffer {
  if (maxRecords > MAX_RECORDS) throw new RangeError(`a run has at most ${MAX_RECORDS} records`);
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

/** A part of the records, whose keys all begin with the same bytes. */
type Group = { readonly from: number; readonly to: number; readonly same: number };

/** Offsets of the records in the order of their keys. */
export function sortedStarts({ bytes, starts, count }: RunBuffer): Uint32Array {
  // sorting by a few bytes at once, as numbers, takes a third of the time of comparing keys with one another
  const sorted = starts.slice(0, count);
  const groups: Group[] = [{ from: 0, to: count, same: 0 }];
  for (let group = groups.pop(); group; group = groups.pop()) {
    const part = sorted.subarray(group.from, group.to);
    if (part.length < FEW) part.sort((a, b) => compareRecords(bytes, a, bytes, b));
    else groups.push(...sortByNextBytes(bytes, part, group));
  }
  return sorted;
}

/** @returns the parts that these bytes do not put in order */
function sortByNextBytes(bytes: Buffer, part: Uint32Array, { from, same }: Group): Group[] {
  const at = same + commonBytes(bytes, part, same);
  const ranks = new Float64Array(part.length);
  for (let place = 0; place < part.length; place += 1)
    ranks[place] = prefixAt(bytes, part[place] ?? 0, at) * MAX_RECORDS + place;
  ranks.sort();
  const before = part.slice();
  const equal: Group[] = [];
  let first = 0;
  let last = -1;
  for (let place = 0; place < ranks.length; place += 1) {
    const rank = ranks[place] ?? 0;
    const prefix = Math.floor(rank / MAX_RECORDS);
    part[place] = before[rank - prefix * MAX_RECORDS] ?? 0;
    if (prefix === last) continue;
    if (place - first > 1) equal.push({ from: from + first, to: from + place, same: at + RANK_BYTES });
    first = place;
    last = prefix;
  }
  if (ranks.length - first > 1)
    equal.push({ from: from + first, to: from + ranks.length, same: at + RANK_BYTES });
  return equal;
}

/** Bytes of a key as a number; zeros follow a key that ends. */
function prefixAt(bytes: Buffer, start: number, at: number): number {
  const left = bytes.readUInt32BE(start) - at;
  const byte = start + HEADER_BYTES + at;
  return left >= RANK_BYTES
    ? bytes.readUInt32BE(byte)
    : bytes.readUIntBE(byte, left) * 256 ** (RANK_BYTES - left);
}

/** How many bytes all keys have in common after the first `from`; no key is the beginning of another. */
function commonBytes(bytes: Buffer, starts: Uint32Array, from: number): number {
  const first = (starts[0] ?? 0) + HEADER_BYTES + from;
  let same = bytes.readUInt32BE(first - HEADER_BYTES - from) - from - 1;
  for (let place = 1; place < starts.length && same > 0; place += 1) {
    const key = (starts[place] ?? 0) + HEADER_BYTES + from;
    let byte = 0;
    while (byte < same && bytes[key + byte] === bytes[first + byte]) byte += 1;
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
