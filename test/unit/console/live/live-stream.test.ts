/** The stream is opened again by itself, also after a refusal, and whether it is open is known. */
import { isLive, openStream } from '../../../../services/console/src/live/live-stream.ts';

class FakeSource {
  static readonly CLOSED = 2;
  static all: FakeSource[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    FakeSource.all.push(this);
  }
  close(): void {
    this.readyState = FakeSource.CLOSED;
  }
}

beforeEach(() => {
  jest.useFakeTimers();
  FakeSource.all = [];
  (globalThis as { EventSource?: unknown }).EventSource = FakeSource;
});
afterEach(() => jest.useRealTimers());

function opened() {
  const log: string[] = [];
  const close = openStream(['a', 'b'], {
    onOpen: () => log.push('open'),
    onNews: (data) => log.push(data),
    onLost: () => log.push('lost'),
  });
  return { log, close };
}

test('what is told arrives; a stream that broke off is lost once, and opens by itself', () => {
  const { log, close } = opened();
  const [source] = FakeSource.all;
  expect(source?.url).toBe('/api/v2/notifications/stream?topics=a,b');
  expect(isLive()).toBe(false);
  source?.onopen?.();
  expect(isLive()).toBe(true);
  source?.onmessage?.({ data: 'news' });
  // the browser itself tries again
  source?.onerror?.();
  source?.onerror?.();
  expect(isLive()).toBe(false);
  source?.onopen?.();
  expect(log).toEqual(['open', 'news', 'lost', 'open']);
  jest.advanceTimersByTime(60_000);
  expect(FakeSource.all).toHaveLength(1);
  close();
  expect(isLive()).toBe(false);
});

test('after a refusal another one is opened, ever more seldom, until it is closed', () => {
  const { close } = opened();
  const refuse = (): void => {
    const source = FakeSource.all.at(-1);
    source?.close();
    source?.onerror?.();
  };
  refuse();
  jest.advanceTimersByTime(999);
  expect(FakeSource.all).toHaveLength(1);
  jest.advanceTimersByTime(1);
  expect(FakeSource.all).toHaveLength(2);
  refuse();
  jest.advanceTimersByTime(1_999);
  expect(FakeSource.all).toHaveLength(2);
  jest.advanceTimersByTime(1);
  expect(FakeSource.all).toHaveLength(3);
  refuse();
  close();
  jest.advanceTimersByTime(60_000);
  expect(FakeSource.all).toHaveLength(3);
});
