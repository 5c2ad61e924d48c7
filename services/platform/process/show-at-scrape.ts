/**
 * Shows at every scrape what the database says then: read once for scrapes that come together, and never
 * waited for too long.
 */
import type { Metrics } from './metrics.ts';

/** Prometheus waits for 5 s at most; without these figures the rest of the scrape is still worth having. */
const WAIT_MS = 2_000;

export type Showing<T> = {
  readonly show: (read: T) => void;
  /** The figures could not be read in time. */
  readonly failed: (error: unknown) => void;
  /** So long a scrape waits. */
  readonly waitMs?: number;
};

export function showAtScrape<T>(
  metrics: Metrics,
  read: () => Promise<T>,
  { show, failed, waitMs = WAIT_MS }: Showing<T>,
): void {
  // scrapes that come while one reads share what it reads
  let reading: Promise<T> | undefined;
  metrics.beforeScrape(async () => {
    try {
      reading ??= read().finally(() => (reading = undefined));
      show(await within(reading, waitMs));
    } catch (err) {
      failed(err);
    }
  });
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the database did not answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
