/** Why a message missed its slot or was stopped, and waits for a new one (`wac_put_off_total`). */
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
