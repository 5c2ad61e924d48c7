/** What to say of an address that no route answers: it does not exist, or not with this method. */
import { ApiError, apiError } from './api-error.ts';
import type { RouteEntry } from './api-server.ts';

const MAX_SHOWN = 200;

export function notHere(routes: readonly RouteEntry[], method: string, url: string): ApiError {
  // what follows `?` may hold secrets
  const path = url.split('?', 1)[0] ?? '';
  const methods = routes.filter((route) => isPath(route.url, path)).map((route) => route.method);
  if (methods.length === 0)
    return apiError(
      404,
      'not.found',
      `The requested resource was not found: ${method} ${path.slice(0, MAX_SHOWN)}.`,
    );
  const allow = [...new Set(methods)].sort().join(', ');
  const message = `${method} is not taken here; expected ${allow}.`;
  return new ApiError(405, [{ code: 'method.not.allowed', field: null, message, limit: null }], {
    headers: { allow },
  });
}

function isPath(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const given = path.split('/');
  return (
    expected.length === given.length &&
    expected.every((step, at) => step.startsWith(':') || step === given[at])
  );
}
