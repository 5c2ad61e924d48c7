/** Any other path or method, and any failure, is answered in JSON in the provider's words too. */
import type { FastifyInstance } from 'fastify';
import { graphError, type GraphError } from '../rules/graph-error.ts';
import { answerGraph, refused } from './graph-reply.ts';
import type { SimulatorState } from '../simulator-state.ts';

export function graphFallbacks(app: FastifyInstance, state: SimulatorState): void {
  app.setNotFoundHandler((request, reply) =>
    answerGraph(state, reply, undefined, refused(state, unknownPath(request.url))),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'request failed inside the simulator');
    const shown = status >= 500 ? graphError(1) : { ...graphError(100, error.message), status };
    answerGraph(state, reply, undefined, refused(state, shown));
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
