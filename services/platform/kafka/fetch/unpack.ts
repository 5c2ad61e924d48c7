/**
 * Unpacks compressed batches of any producer (gzip, snappy, lz4, zstd), up to a limit: a few bytes can
 * announce, or become, hundreds of megabytes.
 */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Decompress as ZstdDecompress } from 'fzstd';
import lz4 from 'lz4js';
import snappy from 'snappyjs';

/** The compression, in the lowest three bits of a batch's attributes. */
export const compressions = { 1: 'gzip', 2: 'snappy', 3: 'lz4', 4: 'zstd' } as const;
export type Compression = (typeof compressions)[keyof typeof compressions];

/** The bytes cannot be unpacked, or not within the limit. */
export class NotUnpacked extends Error {}

const XERIAL = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]);
const XERIAL_HEADER_BYTES = 16;
/** A zstd block costs as much memory as its window is large, even when it is empty. */
const MAX_ZSTD_BLOCKS = 10_000;
const LZ4_SCRATCH_BYTES = 64 * 1024;

/**
 * @param maxBytes limit of the unpacked size
 * @throws NotUnpacked above that limit, and for bytes that are not of this compression
 */
export async function unpack(compression: Compression, packed: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    switch (compression) {
      case 'gzip':
        return await promisify(gunzip)(packed, { maxOutputLength: maxBytes });
      case 'snappy':
        return unpackSnappy(packed, maxBytes);
      case 'lz4':
        return unpackLz4(packed, maxBytes);
      case 'zstd':
        return unpackZstd(packed, maxBytes);
    }
  } catch (cause) {
    if (cause instanceof NotUnpacked) throw cause;
    const message = `${compression}: cannot be unpacked to at most ${maxBytes} bytes (${(cause as Error).message})`;
    throw new NotUnpacked(message, { cause });
  }
}

const tooMuch = (compression: Compression, maxBytes: number): NotUnpacked =>
  new NotUnpacked(`${compression}: unpacked it is more than ${maxBytes} bytes`);

/**
 * Java writes blocks behind a header (the xerial format), librdkafka one bare block. A block announces its
 * unpacked size.
 */
function unpackSnappy(packed: Buffer, maxBytes: number): Buffer {
  if (!packed.subarray(0, XERIAL.length).equals(XERIAL)) return snappy.uncompress(packed, maxBytes);
  const blocks: Buffer[] = [];
  let left = maxBytes;
  for (let at = XERIAL_HEADER_BYTES; at < packed.length;) {
    const size = packed.readInt32BE(at);
    if (size <= 0 || at + 4 + size > packed.length) throw new NotUnpacked('snappy: a block is cut off');
    const block = snappy.uncompress(packed.subarray(at + 4, at + 4 + size), left);
    blocks.push(block);
    left -= block.length;
    at += 4 + size;
  }
  return Buffer.concat(blocks, maxBytes - left);
}

/** The library writes past the end of its output without an error, and returns the full size. */
function unpackLz4(packed: Buffer, maxBytes: number): Buffer {
  for (let room = LZ4_SCRATCH_BYTES + packed.length * 4; ; room *= 8) {
    const output = Buffer.alloc(Math.min(room, maxBytes));
    const size = lz4.decompressFrame(packed, output);
    if (size <= output.length) return output.subarray(0, size);
    if (room >= maxBytes) throw tooMuch('lz4', maxBytes);
  }
}

function unpackZstd(packed: Buffer, maxBytes: number): Buffer {
  if (zstdWindow(packed) > maxBytes) throw tooMuch('zstd', maxBytes);
  const blocks: Uint8Array[] = [];
  let size = 0;
  const stream = new ZstdDecompress((block) => {
    size += block.length;
    if (size > maxBytes || blocks.length > MAX_ZSTD_BLOCKS) throw tooMuch('zstd', maxBytes);
    blocks.push(block);
  });
  stream.push(packed, true);
  return Buffer.concat(blocks, size);
}

/**
 * What the library allocates for a frame (RFC 8878, 3.1.1.1): the window, or the content's size when there is
 * a single segment.
 */
function zstdWindow(packed: Buffer): number {
  const descriptor = packed[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const window = packed[5] ?? 0;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  switch (descriptor >> 6) {
    case 0:
      return packed[at] ?? 0;
    case 1:
      return packed.readUInt16LE(at) + 256;
    case 2:
      return packed.readUInt32LE(at);
    default:
      return Number(packed.readBigUInt64LE(at));
  }
}
