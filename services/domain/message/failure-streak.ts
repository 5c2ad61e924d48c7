/**
 * Equal permanent failures in a row mean that the campaign is at fault, not its recipients: after N of them
 * it must stop.
 */
import { classOf, isKnownCode } from '../provider/error-table.ts';

export type Answer =
  | { readonly kind: 'accepted' }
  /** Failed permanently, with the provider's code if it gave one. */
  | { readonly kind: 'failed'; readonly code: number | null }
  /** Nobody knows whether it was accepted. */
  | { readonly kind: 'unknown' };

export type Streak = {
  /** The common cause of the failures; null = none since the last success. */
  readonly cause: 'UNKNOWN_OUTCOME' | 'UNKNOWN_CODE' | number | null;
  readonly length: number;
};

export const noStreak: Streak = { cause: null, length: 0 };

/**
 * The streak after another answer. Errors that concern only the recipient, or that hold or stop the campaign
 * anyway, do not count.
 */
export function streakAfter(streak: Streak, answer: Answer): Streak {
  if (answer.kind === 'accepted') return streak.length === 0 ? streak : noStreak;
  const cause = answer.kind === 'unknown' ? 'UNKNOWN_OUTCOME' : causeOf(answer.code);
  if (cause === null) return streak;
  return { cause, length: cause === streak.cause ? streak.length + 1 : 1 };
}

function causeOf(code: number | null): 'UNKNOWN_CODE' | number | null {
  if (code === null || !isKnownCode(code)) return 'UNKNOWN_CODE';
  const errorClass = classOf(code, false);
  if (errorClass.action === 'retry') return code; // its attempts are used up
  return errorClass.action === 'fail' && !errorClass.recipient ? code : null;
}

/** The sentence that the stopped campaign shows, after the provider's own words. */
export function sayStreak({ cause, length }: Streak, detail: string): string {
  const summary =
    cause === 'UNKNOWN_CODE'
      ? `${length} messages in a row failed with codes that are not known`
      : `${length} messages in a row failed this way`;
  return `${detail ? `${detail} – ` : ''}${summary}, and the campaign was stopped before it used up its list`;
}
