/** The status update that tells what came of a request. Pure. */
import type { MessageStatus, ReleasedMessage } from '../../../schemas/types.ts';
import type { SendResult } from './send-result.ts';

/** @param at when the answer came, ms since the epoch; a retry is due so long after it */
export function statusOfResult(
  { messageId, attempt }: Pick<ReleasedMessage, 'messageId' | 'attempt'>,
  result: SendResult,
  at: number,
): MessageStatus {
  const base = {
    ...{ messageId, attempt, at, source: 'SENDER' as const },
    ...{ wamid: null, code: null, reason: null, dueAt: null },
  };
  switch (result.kind) {
    case 'ACCEPTED':
      return { ...base, kind: 'ACCEPTED', wamid: result.wamid };
    case 'RETRY': {
      const { code, reason, afterMs } = result;
      return { ...base, kind: 'RETRY', code, reason, dueAt: at + afterMs };
    }
    case 'FAILED':
      return { ...base, kind: 'FAILED', code: result.code, reason: result.reason };
    case 'UNKNOWN':
      return { ...base, kind: 'UNKNOWN', reason: result.reason };
  }
}
