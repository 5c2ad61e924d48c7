/**
 * Access to the provider's endpoints, and the form of their answers: headers, counting, the throttling
 * switch.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Answer } from './answer.ts';
import { checkBearer } from './check-bearer.ts';
import { countRequest } from '../log/counts.ts';
import { errorBody, type GraphError } from '../rules/graph-error.ts';
import { performAnswer } from './perform-answer.ts';
import type { Refusal } from '../log/refused-line.ts';
import { replyHeaders } from './reply-headers.ts';
import type { SimulatorState } from '../simulator-state.ts';

/** A decided request and the name under which it is counted. */
export interface Decided {
  answer: Answer;
  countedAs: string;
  /** Present when nothing was accepted: the reason that the client gets. */
  refusal?: Pick<Refusal, 'told' | 'attempt'>;
}

/** Optional first path segment, e.g. v24.0. */
export const VERSION = ':version(^v\\d+\\.\\d+$)';

/** Why the request may not come in, or undefined. */
export function authorize(state: SimulatorState, request: FastifyRequest): GraphError | undefined {
  const query = request.query as Record<string, string | undefined>;
  return checkBearer(state.credentials(), {
    authorization: request.headers.authorization,
    accessToken: query.access_token,
    proof: query.appsecret_proof,
    proofTime: query.appsecret_time,
  });
}

export function refused(state: SimulatorState, error: GraphError, delayMs = 0): Decided {
  const { throttlingStatus, retryAfter } = state.scenario.limits;
  const status = error.throttling ? throttlingStatus : error.status;
  const answer: Answer = { kind: 'reply', status, body: errorBody(error, state.nextTraceId()), delayMs };
  if (retryAfter && error.throttling)
    answer.headers = { 'retry-after': String(error.retryAfterSeconds ?? 1) };
  return { countedAs: `error ${error.code}`, answer, refusal: { told: error, attempt: undefined } };
}

export function replied(countedAs: string, body: unknown): Decided {
  return { countedAs, answer: { kind: 'reply', status: 200, body: JSON.stringify(body), delayMs: 0 } };
}

export function answerGraph(
  state: SimulatorState,
  reply: FastifyReply,
  version: string | undefined,
  { answer, countedAs }: Decided,
): void {
  countRequest(state.counts, countedAs);
  // an empty body is what a proxy in between sends: it knows nothing of Graph
  if (answer.kind === 'reply' && answer.body !== '') {
    void reply.headers(
      replyHeaders({
        businessId: state.scenario.account.businessId,
        appCalls: state.limits.appCalls,
        accountCalls: state.limits.accountCalls,
        version,
        requestId: state.nextTraceId(),
      }),
    );
  }
  performAnswer(answer, reply, state.replySchedule, state.realNow);
}
