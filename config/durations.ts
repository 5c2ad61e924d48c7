/** Waiting times as people write them: `500ms`, `5s`, `5m`, `2h`, with commas between. */
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const DURATION = /^(\d{1,9})(ms|s|m|h)$/;

/** In milliseconds; NaN for what is not one. */
export const durationsMs = (text: string): number[] =>
  text.split(',').map((part) => {
    const [, number, unit = ''] = DURATION.exec(part.trim()) ?? [];
    return Number(number) * (UNIT_MS[unit] ?? Number.NaN);
  });
