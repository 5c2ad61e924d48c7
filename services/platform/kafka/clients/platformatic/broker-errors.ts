/** Errors of the package → what the rest of the platform understands. */
import { ProtocolError } from '@platformatic/kafka';
import { refusalIn, refusalOf } from '../../../process/refusal.ts';
import { LostInfrastructure } from '../../handling/lost-infrastructure.ts';

/** A broker answered, and what it answered is an error. `type`: its name, e.g. NOT_LEADER_OR_FOLLOWER. */
export class BrokerAnswer extends Error {
  override readonly name = 'KafkaBrokerAnswer';
  readonly type: string;
  /** Another try may help, says Kafka. */
  readonly retriable: boolean;
  readonly response: unknown;
  constructor(type: string, message: string, retriable: boolean, response?: unknown) {
    super(message);
    this.type = type;
    this.retriable = retriable;
    this.response = response;
  }
}

export const lost = (message: string, cause?: unknown): LostInfrastructure =>
  new LostInfrastructure(message, { cause });

export const typeOf = (error: unknown): string => (error instanceof BrokerAnswer ? error.type : '');

/** The package's errors, as far as they matter here. */
type ProtocolFault = { apiId?: string; message?: string; canRetry?: boolean };
type ResponseFault = { code?: string; errors?: ProtocolFault[]; response?: unknown };

/** @returns null for whatever is no answer: the connection, the login */
export function answerOf(error: unknown): BrokerAnswer | null {
  if (error instanceof BrokerAnswer) return error;
  const { code, errors, response } = error as ResponseFault;
  const [first] = code === 'PLT_KFK_RESPONSE' ? (errors ?? []) : [];
  if (!first) return null;
  return new BrokerAnswer(
    first.apiId ?? 'UNKNOWN_SERVER_ERROR',
    first.message ?? 'unknown error',
    first.canRetry === true,
    response,
  );
}

/** The broker does not accept who we say we are. */
class LoginRefused extends Error {
  override readonly name = 'KafkaLoginRefused';
}

type LoginFault = { code?: string; cause?: LoginFault; response?: { errorMessage?: string | null } };

/** A connection that was not made, or that ended. @returns the refusal where there is one */
export function lossOf(error: unknown, where: string): Error {
  const refusal = refusalIn(error);
  if (refusal) return refusal;
  for (let fault = error as LoginFault | undefined; fault; fault = fault.cause) {
    // the package calls a connection that ended at the login the same, without an answer
    if (fault.code !== 'PLT_KFK_AUTHENTICATION' || fault.cause?.code !== 'PLT_KFK_RESPONSE') continue;
    return new LoginRefused(fault.cause.response?.errorMessage ?? 'login refused', { cause: error });
  }
  return lost(`Kafka at ${where}: ${error instanceof Error ? error.message : String(error)}`, error);
}

/** Another try cannot help: a certificate, a password, a right. */
export const isRefused = (error: unknown): boolean =>
  refusalIn(error) !== null || refusalOf(error, 'KAFKA') !== null;

/** An error code of Kafka's protocol. */
export function answerOfCode(code: number): BrokerAnswer {
  const { apiId, message, canRetry } = new ProtocolError(code) as ProtocolFault;
  return new BrokerAnswer(apiId ?? `code ${code}`, message ?? '', canRetry === true);
}
