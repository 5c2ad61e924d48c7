/** Codes that have words in every language; another one is shown as it came. */
import { en } from '../../words/en.ts';

type SkipReason = keyof typeof en.campaign.skipped.reason;
type ErrorCode = keyof typeof en.campaign.failed.code;

export const isSkipReason = (code: string): code is SkipReason => code in en.campaign.skipped.reason;
/** The key of an error code's words; null for one without. */
export function errorWords(code: string): ErrorCode | null {
  const key = `c${code}`;
  return key in en.campaign.failed.code ? (key as ErrorCode) : null;
}
