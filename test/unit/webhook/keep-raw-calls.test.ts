import type { WebhookNotification } from '../../../schemas/types.ts';
import type { Logger } from '../../../services/platform/process/logger.ts';
import type { Metrics } from '../../../services/platform/process/metrics.ts';
import type { Producer } from '../../../services/platform/kafka/produce.ts';
import { createKeepRawCalls } from '../../../services/webhook/keep-raw-calls.ts';

const MIB = 1024 * 1024;
const LARGE = Buffer.alloc(100_000, 'x');

function given(send: (records: readonly WebhookNotification[]) => Promise<void>) {
  const counted = { kept: 0, lost: 0 };
  const warnings: string[] = [];
  const calls = createKeepRawCalls(
    {
      send: (_topic: unknown, records: readonly WebhookNotification[]) => send(records),
    } as unknown as Producer,
    {
      count: (_name: string, { result }: { result: 'kept' | 'lost' }, by: number) => (counted[result] += by),
    } as unknown as Metrics,
    { warn: (_fields: object, text: string) => warnings.push(text) } as unknown as Logger,
  );
  return { calls, counted, warnings };
}

test('calls that come together are stored together, byte for byte, small ones in their order', async () => {
  const sends: WebhookNotification[][] = [];
  const { calls, counted } = given(async (records) => void sends.push([...records]));
  for (const text of ['a', 'b', 'c']) calls.keep(Buffer.from(text), 7);
  calls.keep(LARGE, 8);
  await calls.settled();
  expect(
    sends
      .flat()
      .filter(({ encoding }) => encoding === 'PLAIN')
      .map(({ body }) => String(body)),
  ).toEqual(['a', 'b', 'c']);
  expect(sends.flat().filter(({ encoding }) => encoding === 'GZIP')).toHaveLength(1);
  expect(sends.length).toBeLessThanOrEqual(2);
  expect(counted).toEqual({ kept: 4, lost: 0 });
});

test('what comes while a send is under way goes with the next, and is waited for', async () => {
  const sends: number[] = [];
  const { calls, counted } = given(async (records) => {
    if (sends.push(records.length) === 1) calls.keep(Buffer.from('meanwhile'), 8);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });
  calls.keep(Buffer.from('first'), 7);
  await calls.settled();
  expect(sends).toEqual([1, 1]);
  expect(counted).toEqual({ kept: 2, lost: 0 });
});

test('when the broker refuses, calls are counted as lost, told once, and later ones are stored again', async () => {
  let refuses = true;
  const { calls, counted, warnings } = given(async () => {
    if (refuses) throw new Error('no broker');
  });
  for (let n = 0; n < 3; n += 1) {
    calls.keep(Buffer.from('x'), n);
    await calls.settled();
  }
  refuses = false;
  calls.keep(Buffer.from('x'), 9);
  await calls.settled();
  expect(counted).toEqual({ kept: 1, lost: 3 });
  expect(warnings).toHaveLength(1);
});

test('beyond what may wait for the broker, calls are lost, and room comes back with its answer', async () => {
  let answer = (): void => undefined;
  const { calls, counted } = given(() => new Promise((resolve) => (answer = resolve)));
  const body = Buffer.alloc(30 * 1024, 'x');
  const fits = Math.floor((64 * MIB) / body.length);
  for (let n = 0; n < fits + 5; n += 1) calls.keep(body, n);
  expect(counted.lost).toBe(5);
  const settled = calls.settled();
  const asked = setInterval(() => answer(), 5);
  await settled;
  calls.keep(body, 1);
  await calls.settled();
  clearInterval(asked);
  expect(counted).toEqual({ kept: fits + 1, lost: 5 });
});
