/** Answers after which a producer is unusable: the broker has lost count of its batches, or it of them. */
export const LOST_COUNT: ReadonlySet<string> = new Set([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'INVALID_PRODUCER_EPOCH',
  'UNKNOWN_PRODUCER_ID',
  'PRODUCER_FENCED',
  'INVALID_PRODUCER_ID_MAPPING',
]);
