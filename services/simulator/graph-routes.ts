/** The provider's endpoints, each with and without a version in the path. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { checkBearer, type Presented } from './check-bearer.ts';
import { countRequest } from './counts.ts';
import { graphError, parameterError, type GraphError } from './graph-error.ts';
import { performAnswer } from './perform-answer.ts';
import { sendMessage, type Decided, type SendEndpoint } from './send-message.ts';
import type { SimulatorState } from './simulator-state.ts';

export const VERSION = ':version(^v\\d+\\.\\d+$)';

interface Params {
  id: string;
}

export function graphRoutes(app: FastifyInstance, state: SimulatorState): void {
  for (const endpoint of ['messages', 'marketing_messages'] as const) {
    for (const path of [`/${VERSION}/:id/${endpoint}`, `/:id/${endpoint}`]) {
      app.post<{ Params: Params; Body: unknown }>(path, (request, reply) => {
        const { answer, countedAs } = decide(state, endpoint, request);
        countRequest(state.counts, countedAs);
        performAnswer(answer, reply, state.replySchedule, state.realNow);
      });
    }
  }
}

function decide(
  state: SimulatorState,
  endpoint: SendEndpoint,
  request: FastifyRequest<{ Params: Params; Body: unknown }>,
): Decided {
  const denied = authorize(state, request);
  if (denied) return rejected(state, denied);
  if (typeof request.body !== 'string' || request.body === '')
    return rejected(state, parameterError('The parameter messaging_product is required.'));
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    return rejected(state, graphError(100, 'The body is not valid JSON'));
  }
  return sendMessage(state, endpoint, request.params.id, body);
}

function rejected(state: SimulatorState, error: GraphError): Decided {
  return { countedAs: `error ${error.code}`, answer: state.errorAnswer(error, 0) };
}

/** Why the request may not come in, or undefined. */
export function authorize(state: SimulatorState, request: FastifyRequest): GraphError | undefined {
  const query = request.query as Record<string, string | undefined>;
  const presented: Presented = {
    authorization: request.headers.authorization,
    accessToken: query.access_token,
    proof: query.appsecret_proof,
    proofTime: query.appsecret_time,
  };
  return checkBearer(state.credentials(), presented);
}

/** Any other path, method or failure is answered in the provider's words too. */
export function graphFallbacks(app: FastifyInstance, state: SimulatorState): void {
  const answer = (reply: FastifyReply, error: GraphError): void => {
    countRequest(state.counts, `error ${error.code}`);
    performAnswer(state.errorAnswer(error, 0), reply, state.replySchedule, state.realNow);
  };
  app.setNotFoundHandler((request, reply) => answer(reply, unknownPath(request.url)));
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'request failed inside the simulator');
    answer(reply, status >= 500 ? graphError(1) : { ...graphError(100, error.message), status });
  });
}

function unknownPath(url: string): GraphError {
  return {
    status: 400,
    code: 2500,
    type: 'OAuthException',
    message: `Unknown path components: ${url.split('?')[0] ?? ''}`,
  };
}
