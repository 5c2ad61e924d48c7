/** What a benchmark measured: one value a run, beside the same runs of something plainer on the same machine. Pure. */

export type Figure = {
  readonly name: string;
  readonly unit: string;
  /** One value for each run. */
  readonly runs: readonly number[];
  /** The plain thing beside it, run for run. */
  readonly baseline?: { readonly name: string; readonly runs: readonly number[] };
  /** What performance.md aims at, in words. */
  readonly aim?: string;
};

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}

/** @param share 0.99 for the 99th percentile */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Ours against the baseline, pair by pair, and of the pairs the median: what the machine did meanwhile hits both of a pair. */
export function ratioOf({ runs, baseline }: Figure): number | null {
  const ratios = runs.flatMap((value, run) => {
    const beside = baseline?.runs[run];
    return beside === undefined || beside === 0 ? [] : [value / beside];
  });
  return ratios.length === 0 ? null : median(ratios);
}

/**
 * Gathers runs of figures that are measured together: called once a run with all of them, by name.
 * @returns what was gathered, in the order of first appearance
 */
export function gatherRuns(): Gathered {
  const gathered = new Map<string, { unit: string; runs: number[]; beside: number[]; extra: Extra }>();
  return {
    add(name, unit, value, extra = {}) {
      let figure = gathered.get(name);
      if (!figure) gathered.set(name, (figure = { unit, runs: [], beside: [], extra }));
      figure.runs.push(value);
      if (extra.baseline) figure.beside.push(extra.baseline.value);
    },
    figures: () =>
      [...gathered].map(([name, { unit, runs, beside, extra }]) => ({
        name,
        unit,
        runs,
        ...(extra.baseline ? { baseline: { name: extra.baseline.name, runs: beside } } : {}),
        ...(extra.aim === undefined ? {} : { aim: extra.aim }),
      })),
  };
}

export type Extra = {
  readonly baseline?: { readonly name: string; readonly value: number } | undefined;
  readonly aim?: string;
};

export type Gathered = {
  add(name: string, unit: string, value: number, extra?: Extra): void;
  figures(): Figure[];
};
