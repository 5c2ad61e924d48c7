import { setTimeout as delay } from 'node:timers/promises';
import { inTime } from '../../../../services/platform/process/in-time.ts';

const late = (): Error => new Error('late');

it('gives what the work gives', async () => {
  await expect(inTime(Promise.resolve(7), 60_000, late)).resolves.toBe(7);
});

it('fails as the work fails', async () => {
  await expect(inTime(Promise.reject(new Error('broken')), 60_000, late)).rejects.toThrow('broken');
});

it('is late when the work does not end, and lets it fail unheard afterwards', async () => {
  let fail: (error: Error) => void = () => undefined;
  const work = new Promise<never>((_resolve, reject) => (fail = reject));
  await expect(inTime(work, 1, late)).rejects.toThrow('late');
  fail(new Error('nobody hears this'));
  await delay(5); // an unhandled rejection would end the process
});
