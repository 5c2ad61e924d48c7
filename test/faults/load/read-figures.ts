/** Samples → what a report says of them. */
import type { Line } from './draw-chart.ts';
import type { Sample } from './sample-system.ts';

export type Figures = {
  messages: number;
  /** From the first message to the last. */
  seconds: number;
  /** Mean over the time of sending. */
  messagesPerSecond: number;
  updatesPerSecond: number;
  /** Mean resident memory of the second and of the last quarter, MiB, by process. */
  memory: Record<string, { second: number; last: number }>;
  mostLag: Record<string, number>;
};

/** @param rate messages per second that were wanted: sending has ended when less than a hundredth of it leaves */
export function readFigures(samples: readonly Sample[], rate: number): Figures {
  const sending = samples.filter((sample, index) => {
    const next = samples[index + 1] ?? sample;
    return next.accepted - sample.accepted > (rate / 100) * (next.seconds - sample.seconds);
  });
  const [first, last] = [sending[0], sending.at(-1)];
  const seconds = Math.max(1, (last?.seconds ?? 0) - (first?.seconds ?? 0));
  const quarter = (from: number): Sample[] =>
    sending.slice(Math.floor((sending.length * from) / 4), Math.floor((sending.length * (from + 1)) / 4));
  const names = [...new Set(samples.flatMap(({ memory }) => Object.keys(memory)))];
  return {
    messages: samples.at(-1)?.accepted ?? 0,
    seconds: Math.round(seconds),
    messagesPerSecond: Math.round(((last?.accepted ?? 0) - (first?.accepted ?? 0)) / seconds),
    updatesPerSecond: Math.round(((last?.told ?? 0) - (first?.told ?? 0)) / seconds),
    memory: Object.fromEntries(
      names.map((name) => [
        name,
        { second: meanMemory(quarter(1), name), last: meanMemory(quarter(3), name) },
      ]),
    ),
    mostLag: Object.fromEntries(
      [...new Set(samples.flatMap(({ lag }) => Object.keys(lag)))].map((name) => [
        name,
        Math.max(...samples.map(({ lag }) => lag[name] ?? 0)),
      ]),
    ),
  };
}

function meanMemory(samples: readonly Sample[], name: string): number {
  const values = samples.flatMap(({ memory }) => memory[name] ?? []);
  return Math.round(values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length));
}

/** Per second, between two samples. */
export function rates(samples: readonly Sample[]): Line[] {
  const of = (kind: 'accepted' | 'told'): Array<[number, number]> =>
    samples.slice(1).map((sample, index) => {
      const before = samples[index] ?? sample;
      return [
        sample.seconds,
        (sample[kind] - before[kind]) / Math.max(0.001, sample.seconds - before.seconds),
      ];
    });
  return [
    { name: 'messages', points: of('accepted') },
    { name: 'webhook updates', points: of('told') },
  ];
}

/**
 * A quantile of a Prometheus histogram, as `histogram_quantile` has it: linear within the bucket.
 * @param text what `/metrics` answers
 * @returns in the histogram's unit; null when nothing was observed, or the quantile lies beyond the last bound
 */
export function quantileOf(text: string, histogram: string, quantile: number): number | null {
  const buckets = [
    ...text.matchAll(new RegExp(`^${histogram}_bucket\\{[^}]*le="([^"]+)"[^}]*\\} (\\d+)`, 'gm')),
  ]
    .map(([, bound, count]) => ({ bound: bound === '+Inf' ? Infinity : Number(bound), count: Number(count) }))
    .sort((a, b) => a.bound - b.bound);
  const wanted = quantile * (buckets.at(-1)?.count ?? 0);
  const place = buckets.findIndex(({ count }) => count >= wanted);
  const bucket = buckets[place];
  if (wanted === 0 || !bucket || bucket.bound === Infinity) return null;
  const below = buckets[place - 1] ?? { bound: 0, count: 0 };
  return below.bound + ((bucket.bound - below.bound) * (wanted - below.count)) / (bucket.count - below.count);
}
