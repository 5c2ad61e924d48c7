/**
 * One entry of `value.statuses` → a status update of a message, or null when it is not ours or has no effect.
 */
import type { MessageStatus, StatusKind } from '../../schemas/types.ts';
import { readCallbackData } from '../domain/message/message.ts';
import { eventTime } from './event-time.ts';
import { codeOf, id, record, records, startOf, text, type JsonRecord } from './untrusted-json.ts';

const MAX_REASON = 200;

/** `deleted` and `warning` are legacy; `played` is a voice message that was played, which includes read. */
const KINDS: ReadonlyMap<string, StatusKind> = new Map([
  ['sent', 'SENT'],
  ['delivered', 'DELIVERED'],
  ['read', 'READ'],
  ['played', 'READ'],
  ['failed', 'UNDELIVERED'],
]);

/** @param receivedAt ms since the epoch */
export function readStatus(status: JsonRecord, receivedAt: number): MessageStatus | null {
  const kind = KINDS.get(text(status['status'])?.toLowerCase() ?? '');
  const wamid = id(status['id']);
  const ours = readCallbackData(text(status['biz_opaque_callback_data']) ?? '');
  if (!kind || (!ours && !wamid)) return null;
  const error = kind === 'UNDELIVERED' ? (records(status['errors'])[0] ?? {}) : {};
  return {
    messageId: ours?.messageId ?? null,
    attempt: ours?.attempt ?? null,
    wamid,
    at: eventTime(status['timestamp'], receivedAt),
    source: 'WEBHOOK',
    kind,
    code: codeOf(error['code']),
    reason: kind === 'UNDELIVERED' ? reasonOf(error) : null,
    dueAt: null,
  };
}

function reasonOf(error: JsonRecord): string {
  const detail =
    text(record(error['error_data'])['details']) ?? text(error['title']) ?? text(error['message']);
  return startOf(detail ?? 'failed without a reason', MAX_REASON);
}
