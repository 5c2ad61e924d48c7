/** Which messages of a run are meant: outcomes in words, error codes and reasons → a filter of the ledger. */
import type { Filter } from 'mongodb';
import type { MessageDocument } from '../../../schemas/collections.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';

/** What each word stands for. */
export const outcomes = {
  sent: { state: 'ACCEPTED' },
  delivered: { delivery: { $in: ['DELIVERED', 'READ'] } },
  read: { delivery: 'READ' },
  failed: { state: 'FAILED' },
  skipped: { state: 'SKIPPED' },
  unknown: { state: 'UNKNOWN' },
  undelivered: { delivery: { $in: ['UNDELIVERED', 'EXPIRED'] } },
  /** WhatsApp took it, and there is no news that it reached the device. */
  'never-reached': { state: 'ACCEPTED', delivery: { $nin: ['DELIVERED', 'READ'] } },
  open: { state: { $in: ['INTENT', 'WAITING'] } },
} as const;
export type OutcomeWord = keyof typeof outcomes;

export type MessageFilter = {
  readonly only?: readonly OutcomeWord[];
  /** WhatsApp error codes. */
  readonly code?: readonly number[];
  /** As the ledger has them, e.g. `ON_DO_NOT_CALL_LIST`. */
  readonly reason?: readonly string[];
};

/**
 * Messages of a run with one of the outcomes, and one of the codes, and one of the reasons; what is not given
 * does not matter.
 */
export function messageFilter(runId: string, { only, code, reason }: MessageFilter): Filter<MessageDocument> {
  const { from, to } = ledgerRangeOf(runId);
  return {
    _id: { $gte: from, $lt: to },
    ...(only ? { $or: only.map((word) => outcomes[word]) } : {}),
    ...(code ? { code: { $in: [...code] } } : {}),
    ...(reason ? { reason: { $in: [...reason] } } : {}),
  };
}
