/**
 * The trace of a message follows from its id, so that every process knows it without being told: through queues,
 * waits in the ledger, crashes and the provider. From a message id in a log or in the API to its trace: leave out the
 * first eight characters and the hyphen.
 */

/** Run part and the message's own part. */
const MESSAGE_ID = /^[0-9a-f]{8}([0-9a-f]{8})-([0-9a-f]{24})$/;
const RUN_ID = /^[0-9a-f]{16}$/;
const NO_TRACE = '0'.repeat(32);
const NO_SPAN = '0'.repeat(16);
const ATTEMPTS = 0x10000;

/** A trace and one span in it, in hexadecimal digits: 32 and 16. */
export type SpanPlace = { readonly traceId: string; readonly spanId: string };

/** Trace id of a message; null for what is not a message's id. */
export function traceIdOf(messageId: string): string | null {
  const [, ofRun = '', own = ''] = MESSAGE_ID.exec(messageId) ?? [];
  const traceId = `${ofRun}${own}`;
  return traceId === '' || traceId === NO_TRACE ? null : traceId;
}

/** The span of the decision that a contact gets this message, with which its trace begins. */
export const decisionOf = (messageId: string): SpanPlace | null => placeOf(messageId, 0);

/** The span of an attempt to send it. @param attempt from 1 */
export const attemptOf = (messageId: string, attempt: number): SpanPlace | null =>
  placeOf(messageId, attempt);

function placeOf(messageId: string, attempt: number): SpanPlace | null {
  const traceId = traceIdOf(messageId);
  if (traceId === null) return null;
  const spanId = `${messageId.slice(17, 29)}${(attempt % ATTEMPTS).toString(16).padStart(4, '0')}`;
  return spanId === NO_SPAN ? null : { traceId, spanId };
}

/** The span of a run's planning, with which the run's trace begins; its messages link to it. Its trace id is the run id twice. */
export const planningOf = (runId: string): SpanPlace | null =>
  RUN_ID.test(runId) && runId !== NO_SPAN ? { traceId: `${runId}${runId}`, spanId: runId } : null;
