/**
 * A span for each HTTP request that somebody makes of us, part of the trace that the caller's `traceparent` names. It
 * says which route was asked, never with what: paths and queries may hold numbers.
 */
import { SpanKind, SpanStatusCode, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { readTraceContext } from './trace-context.ts';
import { isTracing, openScope, startSpan } from './tracing.ts';

/** Adds nothing to a server whose process does not trace. @param isTraced whether requests of a route have a span */
export function traceRequests(server: FastifyInstance, isTraced: (route: string) => boolean): void {
  if (!isTracing()) return;
  const scopes = new WeakMap<FastifyRequest, { span: Span; scope: ReturnType<typeof openScope> }>();
  server.addHook('onRequest', (request, _reply, done) => {
    const route = request.routeOptions.url;
    if (route !== undefined && isTraced(route)) {
      const span = startRequest(request, route);
      scopes.set(request, { span, scope: openScope(span) });
    }
    done();
  });
  // after the body was read, which forgets what is active
  server.addHook('preValidation', (request, _reply, done) => {
    const traced = scopes.get(request);
    if (traced) traced.scope.run(done);
    else done();
  });
  server.addHook('onResponse', (request, reply, done) => {
    const { span, scope } = scopes.get(request) ?? {};
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) {
      span?.setAttribute('error.type', String(reply.statusCode));
      span?.setStatus({ code: SpanStatusCode.ERROR });
    }
    scope?.end();
    done();
  });
}

const startRequest = ({ method, headers, protocol }: FastifyRequest, route: string): Span =>
  startSpan(`${method} ${route}`, {
    parent: readTraceContext(headers),
    kind: SpanKind.SERVER,
    attributes: { 'http.request.method': method, 'http.route': route, 'url.scheme': protocol },
  });
