/** `POST /{version?}/{phone-number-id}/messages` and `/marketing_messages`. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { graphError, parameterError } from '../rules/graph-error.ts';
import { answerGraph, authorize, refused, VERSION, type Decided } from './graph-reply.ts';
import { refusedLine, type Refusal } from '../log/refused-line.ts';
import { sendMessage, type SendEndpoint } from '../rules/send-message.ts';
import type { SimulatorState } from '../simulator-state.ts';

type SendRequest = FastifyRequest<{ Params: { version?: string; id: string }; Body: unknown }>;

export function sendRoutes(app: FastifyInstance, state: SimulatorState): void {
  for (const endpoint of ['messages', 'marketing_messages'] as const) {
    for (const path of [`/${VERSION}/:id/${endpoint}`, `/:id/${endpoint}`]) {
      app.post(path, (request: SendRequest, reply) => {
        const at = state.realNow();
        const body = parse(request.body);
        const decided = decide(state, endpoint, request, body);
        if (decided.refusal)
          recordRefusal(state, { at, phoneNumberId: request.params.id, endpoint, body, ...decided.refusal });
        answerGraph(state, reply, request.params.version, decided);
      });
    }
  }
}

/** Undefined for what is no JSON. */
function parse(body: unknown): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

function recordRefusal(state: SimulatorState, refusal: Refusal): void {
  state.refusedLog.append(refusedLine(state.refusedLog.lines() + 1, refusal));
}

function decide(state: SimulatorState, endpoint: SendEndpoint, request: SendRequest, body: unknown): Decided {
  const denied = authorize(state, request) ?? state.limits.checkCall('send', state.clock.now());
  if (denied) return refused(state, denied);
  if (typeof request.body !== 'string' || request.body === '') {
    return refused(state, parameterError('The parameter messaging_product is required.'));
  }
  if (body === undefined) return refused(state, graphError(100, 'The body is not valid JSON'));
  return sendMessage(state, endpoint, request.params.id, body);
}
