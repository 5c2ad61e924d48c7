/**
 * Every call of the console: typed by the API's own description, with the token that changes need, and a way
 * back for a session that has ended.
 */
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './schema.ts';

// A call that meets 401 waits until its user has signed in again and is then made once more, so nothing that
// was typed is lost.

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const SESSION = '/api/v2/session';

let csrfToken = '';
let askToSignIn: (() => Promise<void>) | null = null;

/** From the answer to a sign-in, or of `GET /api/v2/session`. */
export function useCsrfToken(token: string): void {
  csrfToken = token;
}

/** @param ask resolves once somebody has signed in again */
export function onSessionEnd(ask: (() => Promise<void>) | null): void {
  askToSignIn = ask;
}

const copies = new WeakMap<Request, Request>();

const withSession: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set('x-csrf-token', csrfToken);
    copies.set(request, request.clone());
    return request;
  },
  async onResponse({ request, response }) {
    const again = copies.get(request);
    if (response.status !== 401 || !again || !askToSignIn || isSignIn(request)) return undefined;
    await askToSignIn();
    if (!SAFE.has(again.method)) again.headers.set('x-csrf-token', csrfToken);
    return fetch(again);
  },
};

const isSignIn = ({ url, method }: Request): boolean => new URL(url).pathname === SESSION && method !== 'GET';

export const api = createClient<paths>({
  baseUrl: '',
  // `id=a,b` as the API has it
  querySerializer: { array: { style: 'form', explode: false } },
  fetch: (request) => fetch(request),
});
api.use(withSession);
