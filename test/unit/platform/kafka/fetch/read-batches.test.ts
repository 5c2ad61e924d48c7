import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import lz4 from 'lz4js';
import snappy from 'snappyjs';
import { readBatches, unreadableBatch } from '../../../../../services/platform/kafka/fetch/read-batches.ts';

/** What a broker answered after Kafka's own console producer, and librdkafka, had written the same 40 lines with each compression. */
const ofClients = JSON.parse(readFileSync('test/fixtures/record-batches/of-clients.json', 'utf8')) as Record<
  string,
  string
>;
const lines = Array.from({ length: 40 }, (_, at) => `record ${at} of a producer, ${'again and '.repeat(at)}`);
const MIB = 2 ** 20;
const enough = () => ({ bytes: 16 * MIB });
const bytesOf = (name: string): Buffer => Buffer.from(ofClients[name] ?? '', 'base64');

/** A batch of the client with another body: what unpacks to more than anybody would send. */
function withBody(name: string, body: Buffer, records?: number): Buffer {
  const head = Buffer.from(bytesOf(name).subarray(0, 61));
  head.writeInt32BE(49 + body.length, 8);
  if (records !== undefined) head.writeInt32BE(records, 57);
  return Buffer.concat([head, body]);
}

test.each(Object.keys(ofClients))('%s is read as it was written', async (name) => {
  const messages = await readBatches(bytesOf(name), enough());
  expect(messages.map(({ value }) => String(value))).toEqual(lines);
  expect(messages.map(({ offset }) => Number(offset))).toEqual(lines.map((_, at) => at));
  for (const { timestamp } of messages) expect(Number(timestamp)).toBeGreaterThan(1_700_000_000_000);
  const [first] = messages;
  const isOfLibrdkafka = name.startsWith('librdkafka');
  expect(first?.key?.toString() ?? null).toBe(isOfLibrdkafka ? 'k' : null);
  expect(first?.headers).toEqual(isOfLibrdkafka ? { h: Buffer.from('1') } : {});
});

test('a batch that is cut off is left for the next response', async () => {
  const whole = bytesOf('java lz4');
  const messages = await readBatches(Buffer.concat([whole, whole.subarray(0, 500)]), enough());
  expect(messages).toHaveLength(lines.length);
});

describe('a batch that unpacks to too much is one message that says so, with the bytes as they came', () => {
  const zeros = Buffer.alloc(12 * MIB);
  const zstd = (): Buffer => {
    const frame = [Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])]; // a window of 2 MiB
    const block = Buffer.alloc(4);
    for (let left = 200; left > 0; left -= 1) {
      block.writeUIntLE((left === 1 ? 1 : 0) | (1 << 1) | ((128 * 1024) << 3), 0, 3); // one byte, 128 KiB times
      frame.push(Buffer.from(block));
    }
    return Buffer.concat(frame);
  };
  const bombs: Array<[string, () => Buffer]> = [
    ['java gzip', () => gzipSync(zeros)],
    ['librdkafka snappy', () => Buffer.from(snappy.compress(zeros))],
    [
      'java snappy',
      () => {
        const block = Buffer.from(snappy.compress(zeros));
        const header = Buffer.from([
          0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0,
        ]);
        header.writeInt32BE(block.length, 16);
        return Buffer.concat([header, block]);
      },
    ],
    ['java lz4', () => Buffer.from(lz4.compress(zeros))],
    ['java zstd', zstd],
    ['librdkafka zstd', () => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 1, 0, 0])], // a window of 2 GiB
  ];

  test.each(bombs)('%s', async (name, bomb) => {
    const body = bomb();
    const budget = enough();
    const [message, ...others] = await readBatches(withBody(name, body), budget);
    expect(others).toEqual([]);
    expect(message).toMatchObject({ value: null, offset: '39' });
    const found = message && unreadableBatch(message);
    expect(found?.packed.equals(body)).toBe(true);
    expect(found?.reason).toContain(name.split(' ')[1]);
    expect(budget.bytes).toBe(16 * MIB);
  });

  test('also one that holds more records than anybody sends at once', async () => {
    const [message] = await readBatches(
      withBody('java gzip', gzipSync(zeros.subarray(0, MIB)), 900_000),
      enough(),
    );
    expect(message && unreadableBatch(message)?.reason).toContain('900000 records');
  });

  test.each(['gzip', 'snappy', 'lz4', 'zstd'])('also bytes that are not %s', async (codec) => {
    const [message] = await readBatches(
      withBody(`java ${codec}`, Buffer.from('no such thing, whatever')),
      enough(),
    );
    expect(message && unreadableBatch(message)?.reason).toContain(codec);
  });
});

test('a batch that compaction has emptied is passed, not read again for ever', async () => {
  const head = Buffer.from(bytesOf('java gzip').subarray(0, 61));
  head.writeInt16BE(0, 21);
  head.writeInt32BE(49, 8);
  head.writeInt32BE(0, 57);
  const messages = await readBatches(head, enough());
  expect(messages).toMatchObject([{ offset: '39', isControlRecord: true }]);
});

test('what a response becomes is bounded: each partition gets one batch, and more while there is room', async () => {
  const twice = Buffer.concat([bytesOf('java zstd'), bytesOf('java zstd')]);
  expect(await readBatches(twice, { bytes: 1 })).toHaveLength(lines.length);
  expect(await readBatches(twice, enough())).toHaveLength(2 * lines.length);
});

test('a header of any name is kept, and one that stands there twice has both values', async () => {
  const zigzag = (value: number): Buffer => Buffer.from([value * 2]);
  const bytes = (text: string): Buffer => Buffer.concat([zigzag(text.length), Buffer.from(text)]);
  const record = Buffer.concat([
    Buffer.from([0]),
    ...[0, 0, -1].map((value) => Buffer.from([value < 0 ? 1 : value * 2])),
    bytes('v'),
    zigzag(3),
    ...['__proto__', '1', 'a', '2', 'a', '3'].map(bytes),
  ]);
  const head = Buffer.from(bytesOf('java gzip').subarray(0, 61));
  head.writeInt16BE(0, 21);
  head.writeInt32BE(49 + 1 + record.length, 8);
  head.writeInt32BE(1, 57);
  const [message] = await readBatches(Buffer.concat([head, zigzag(record.length), record]), enough());
  expect(Object.entries(message?.headers ?? {})).toEqual([
    ['__proto__', Buffer.from('1')],
    ['a', [Buffer.from('2'), Buffer.from('3')]],
  ]);
});
