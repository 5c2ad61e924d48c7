import fc from 'fast-check';
import { crc32c } from '@platformatic/kafka';
import { encodeBatch } from '../../../../../services/platform/kafka/clients/encode-batch.ts';
import { readBatches } from '../../../../../services/platform/kafka/fetch/read-batches.ts';

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const record = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  headers: fc.option(
    fc.dictionary(
      fc.string({ maxLength: 80 }).filter((name) => name !== '__proto__'),
      fc.oneof(bytes, fc.string()),
    ),
    { nil: undefined },
  ),
});
const producing = { producerId: 2n ** 40n, epoch: 7, sequence: 2 ** 30 };
const NOW = 1_790_000_000_000;

test('what is encoded is read again as it was: null is not empty, and text is UTF-8', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 200 }), async (records) => {
      const written = records.map(({ headers, ...one }) => ({ ...one, ...(headers ? { headers } : {}) }));
      const keys = records.map(({ key }) => key);
      const batch = encodeBatch(written, keys, producing, NOW, crc32c);
      const read = await readBatches(batch, { bytes: 0 });
      expect(read.map(({ key, value }) => ({ key, value }))).toEqual(
        records.map(({ key, value }) => ({ key, value })),
      );
      expect(read.map(({ headers }) => ({ ...headers }))).toEqual(
        records.map(({ headers }) =>
          Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(text)])),
        ),
      );
      expect(read.map(({ offset }) => Number(offset))).toEqual(records.map((_, at) => at));
      expect(new Set(read.map(({ timestamp }) => timestamp))).toEqual(new Set([String(NOW)]));
    }),
  );
});

test('the batch says how long it is, who wrote it, and its checksum', () => {
  const batch = encodeBatch(
    [{ key: 'k', value: Buffer.from('v') }],
    [Buffer.from('k')],
    producing,
    NOW,
    crc32c,
  );
  expect(batch.readInt32BE(8)).toBe(batch.length - 12);
  expect(batch.readBigInt64BE(43)).toBe(producing.producerId);
  expect(batch.readInt16BE(51)).toBe(producing.epoch);
  expect(batch.readInt32BE(53)).toBe(producing.sequence);
  expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)) >>> 0);
});
