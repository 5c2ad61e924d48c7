/** Whom a resend is for, as people read it. */
import type { Resend } from '../../../schemas/collections.ts';
import type { ResendKind } from '../../../schemas/types.ts';

const words: Readonly<Record<ResendKind, string>> = {
  FAILED: 'failed',
  UNKNOWN: 'unknown',
  NEVER_REACHED: 'never reached',
};

export function resendText({ ofRun, kinds, codes }: Resend): string {
  const named = kinds.map((kind) =>
    kind === 'FAILED' && codes.length > 0 ? `failed with ${codes.join(', ')}` : words[kind],
  );
  return `run ${ofRun}: ${named.join(', ')}`;
}
