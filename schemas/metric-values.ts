/**
 * Label values of counters that exist from the start at 0: `rate()` and `increase()` do not see the first
 * increase of a series that appears with it.
 */

/** Why a message missed its slot or was stopped, and waits for a new one. */
export const PUT_OFF_REASONS = [
  'late',
  'early',
  'lease',
  'stopped',
  'stopping',
  'not_callable',
  'failed',
] as const;
export type PutOffReason = (typeof PUT_OFF_REASONS)[number];

/** What retention removes. */
export const REMOVED_KINDS = [
  'messages',
  'runs',
  'pages',
  'paces',
  'rejects',
  'imports',
  'uploads',
  'groups',
] as const;
export type RemovedKind = (typeof REMOVED_KINDS)[number];

/** Why a live stream was ended: it reads too slowly, or its caller has no rights any more. */
export const LIVE_DROP_REASONS = ['slow', 'rights'] as const;
export type LiveDropReason = (typeof LIVE_DROP_REASONS)[number];

type Series = Readonly<Record<string, string>>;

/** One series for each value of a label. */
export const each = (label: string, values: readonly string[]): Series[] =>
  values.map((value) => ({ [label]: value }));

export const endedImports: readonly Series[] = ['CONTACTS', 'DNC'].flatMap((kind) =>
  ['FINISHED', 'FAILED'].map((state) => ({ kind, state })),
);
