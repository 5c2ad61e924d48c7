import { createClock } from '../../../services/simulator/clock.ts';
import { createNdjsonLog } from '../../../services/simulator/log/ndjson-log.ts';
import { createSchedule } from '../../../services/simulator/schedule.ts';
import { wamid, wamidSource } from '../../../services/simulator/rules/wamid.ts';

/** Writes to the file end behind the caller's back. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}

describe('log', () => {
  const read = (log: ReturnType<typeof createNdjsonLog>, from = 0): string[] =>
    Buffer.concat([...log.read(from)])
      .toString()
      .split('\n')
      .slice(0, -1);

  test('gives back every line in order, from memory and from the file', async () => {
    const log = createNdjsonLog();
    const line = (i: number): string => JSON.stringify({ i, filler: 'é'.repeat(500) });
    for (let i = 0; i < 40_000; i++) log.append(line(i));
    await until(() => log.inMemory() < 20);
    const lines = read(log);
    expect(lines).toHaveLength(40_000);
    expect([0, 1, 19_999, 39_999].map((i) => lines[i] === line(i))).toEqual([true, true, true, true]);
    expect(read(log, 39_998)).toEqual([line(39_998), line(39_999)]);
    expect(read(log, 17)[0]).toBe(line(17));
    expect(read(log, 40_000)).toEqual([]);
    log.clear();
    expect(read(log)).toEqual([]);
    log.append('"new"');
    expect(read(log)).toEqual(['"new"']);
    log.clear();
  });

  test('a line appended while it is read comes with the next reading', () => {
    const log = createNdjsonLog();
    log.append('1');
    const reading = log.read();
    const first = reading.next().value as Buffer;
    log.append('2');
    expect(first.toString()).toBe('1\n');
    expect(reading.next().done).toBe(true);
  });
});

describe('clock and schedule', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test('tasks run in order of their due times, ties in order of call', () => {
    const clock = createClock(() => Date.now(), 1);
    const schedule = createSchedule(clock, 5);
    const done: string[] = [];
    const start = clock.now();
    const due = [50, 10, 30, 10, 90, 20, 70, 30];
    due.forEach((ms, i) => schedule.at(start + ms, () => done.push(`${ms}#${i}`)));
    jest.advanceTimersByTime(60);
    expect(done).toEqual(['10#1', '10#3', '20#5', '30#2', '30#7', '50#0']);
    expect(schedule.size()).toBe(2);
    jest.advanceTimersByTime(60);
    expect(schedule.size()).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('a faster clock and a leap bring tasks forward', () => {
    const clock = createClock(() => Date.now(), 1000);
    const schedule = createSchedule(clock, 5);
    const done: string[] = [];
    schedule.at(clock.now() + 60_000, () => done.push('minute'));
    schedule.at(clock.now() + 86_400_000, () => done.push('day'));
    jest.advanceTimersByTime(65);
    expect(done).toEqual(['minute']);
    clock.advance(86_400_000);
    schedule.rearm();
    jest.advanceTimersByTime(10);
    expect(done).toEqual(['minute', 'day']);
  });
});

test('message ids look like the provider’s and never repeat', () => {
  const next = wamidSource('0011223344');
  const ids = Array.from({ length: 1000 }, () => next('14155550123'));
  expect(new Set(ids).size).toBe(1000);
  expect(ids[0]).toMatch(/^wamid\.HBgLMTQxNTU1NTAxMjM[0-9A-Za-z+/=]+$/);
  expect(wamid('1', 'a')).not.toBe(wamid('1', 'b'));
});
