/** The exit codes of `wac`: a closed set that scripts can rely on, and the errors that lead to them. */
import { EnvironmentFault } from '../../config/env.ts';
import { InvalidInput, Refused } from '../domain/refused.ts';
import { refusalIn } from '../platform/process/refusal.ts';
import { NoOutcome } from '../commands/command-client.ts';

export const exitCodes = {
  ok: 0,
  /** A bug, or lost infrastructure in the middle of work. */
  unexpected: 1,
  /** Wrong arguments or settings; nothing was sent. */
  usage: 2,
  /** The system refused; faults say why. */
  rejected: 3,
  /** Broker, registry or database cannot be reached or refuse us, or no outcome arrived in time. */
  unreachable: 4,
} as const;

/** Wrong arguments or options. */
export class UsageError extends InvalidInput {}

export class Unreachable extends Error {}

export function exitCodeOf(error: unknown): number {
  if (error instanceof InvalidInput || error instanceof EnvironmentFault) return exitCodes.usage;
  if (error instanceof Refused) return exitCodes.rejected;
  if (refusalIn(error)) return exitCodes.unreachable;
  if (error instanceof Unreachable || error instanceof NoOutcome || isConnectionLoss(error))
    return exitCodes.unreachable;
  return exitCodes.unexpected;
}

const LOST = /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH)\b/;
const LOST_NAMES =
  /^(MongoServerSelectionError|MongoNetwork\w*|KafkaJSConnection\w*|KafkaJSNumberOfRetriesExceeded|KafkaJSRequestTimeoutError)$/;

/** The registry's client has the code only in its message. */
const isConnectionLoss = (error: unknown): boolean =>
  causesOf(error).some(
    (cause) =>
      LOST.test(String((cause as { code?: unknown }).code)) ||
      LOST.test(cause.message) ||
      LOST_NAMES.test(cause.name),
  );

/** An error and its causes, outermost first. */
export function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) causes.push(cause);
  return causes;
}
