/** `POST /{version?}/{phone-number-id}/messages` and `/marketing_messages`. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { graphError, parameterError } from './graph-error.ts';
import { answerGraph, authorize, refused, VERSION, type Decided } from './graph-reply.ts';
import { sendMessage, type SendEndpoint } from './send-message.ts';
import type { SimulatorState } from './simulator-state.ts';

type SendRequest = FastifyRequest<{ Params: { version?: string; id: string }; Body: unknown }>;

export function sendRoutes(app: FastifyInstance, state: SimulatorState): void {
  for (const endpoint of ['messages', 'marketing_messages'] as const) {
    for (const path of [`/${VERSION}/:id/${endpoint}`, `/:id/${endpoint}`]) {
      app.post(path, (request: SendRequest, reply) => {
        answerGraph(state, reply, request.params.version, decide(state, endpoint, request));
      });
    }
  }
}

function decide(state: SimulatorState, endpoint: SendEndpoint, request: SendRequest): Decided {
  const denied = authorize(state, request) ?? state.limits.checkCall('send', state.clock.now());
  if (denied) return refused(state, denied);
  if (typeof request.body !== 'string' || request.body === '') {
    return refused(state, parameterError('The parameter messaging_product is required.'));
  }
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    return refused(state, graphError(100, 'The body is not valid JSON'));
  }
  return sendMessage(state, endpoint, request.params.id, body);
}
