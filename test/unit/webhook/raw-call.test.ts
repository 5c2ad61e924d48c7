import { randomBytes } from 'node:crypto';
import { createJoin } from '../../../services/cli/webhook-commands.ts';
import { toRecords } from '../../../services/webhook/raw-call.ts';

const largest = 3 * 1024 * 1024;
const back = async (...bodies: Buffer[]): Promise<Array<Buffer | null>> => {
  const join = createJoin();
  const records = await Promise.all(bodies.map(async (body, n) => toRecords(body, 1_000 + n)));
  // parts of different calls may come between each other, those of one call in order
  const turns = Math.max(...records.map((parts) => parts.length));
  const mixed = [...Array(turns).keys()].flatMap((turn) => records.flatMap((parts) => parts[turn] ?? []));
  return mixed.map(join).filter((body) => body !== null);
};

test('a small call is one plain record', async () => {
  const body = Buffer.from('{"object":"caf\\u00e9"}');
  expect(await toRecords(body, 7)).toEqual([
    {
      notificationId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      receivedAt: 7,
      body,
      encoding: 'PLAIN',
      part: 0,
      parts: 1,
    },
  ]);
});

test('a call of three megabytes that cannot be compressed comes in parts a broker takes, and back byte for byte', async () => {
  const body = randomBytes(largest);
  const records = await toRecords(body, 7);
  expect(records.length).toBeGreaterThan(5);
  for (const record of records) expect(record.body.length).toBeLessThanOrEqual(400_000);
  const other = randomBytes(900_000);
  const [first, second] = (await back(other, body)) as [Buffer, Buffer];
  expect(first.equals(other) && second.equals(body)).toBe(true);
});

test('what repeats itself, as updates do, is one small record', async () => {
  const body = Buffer.from(
    JSON.stringify(Array(9_000).fill({ status: 'delivered', timestamp: '1750030073' })),
  );
  const records = await toRecords(body, 7);
  expect(records).toHaveLength(1);
  expect(records[0]?.body.length).toBeLessThan(body.length / 10);
});
