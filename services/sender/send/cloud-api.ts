/**
 * One POST per attempt to the Cloud API, over kept connections. No retry of its own (contracts: ambiguous
 * outcomes, section 10).
 */
import { Pool, buildConnector } from 'undici';
import type { Settings } from '../../../config/settings.ts';
import type { Endpoint } from '../../domain/provider/error-table.ts';
import { wholeAnswer } from '../../platform/http/whole-answer.ts';
import type { Exchange } from './send-result.ts';

export type CloudApi = {
  /** Sends; never throws: what happened is the result. */
  post(phoneNumberId: string, endpoint: Endpoint, accessToken: string, body: string): Promise<Exchange>;
  /** Reads; never throws. @param path below the version, with its query */
  get(path: string, accessToken: string): Promise<Exchange>;
  close(): Promise<void>;
};

/**
 * The pool refuses the request before it gives it to a connection: an argument of it is wrong, or the pool is
 * closed.
 */
const NOT_STARTED = new Set(['UND_ERR_INVALID_ARG', 'UND_ERR_CLOSED']);

const CONNECT_TIMEOUT_MS = 5_000;

export function createCloudApi(settings: Settings['cloudApi'], send: Settings['send']): CloudApi {
  const base = new URL(settings.baseUrl);
  // names, refusals, certificates, lack of ports or file handles: a request waits for its connection, so no byte of it has left. The
  // code alone cannot say it: EHOSTUNREACH for one also ends a connection on which a request was written
  const connectFailures = new WeakSet();
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  const pool = new Pool(base.origin, {
    connections: send.connections,
    pipelining: 1,
    headersTimeout: send.timeoutMs,
    bodyTimeout: send.timeoutMs,
    connect: (options, done) =>
      connect(options, (...[error, socket]: Parameters<buildConnector.Callback>) => {
        if (error) {
          connectFailures.add(error);
          done(error, null);
        } else done(null, socket);
      }),
    keepAliveTimeout: 30_000,
  });
  const prefix = base.pathname.replace(/\/$/, '');
  async function exchange(
    method: 'GET' | 'POST',
    path: string,
    token: string,
    body?: string,
  ): Promise<Exchange> {
    try {
      const answer = await wholeAnswer(pool, {
        method,
        path: `${prefix}/${settings.version}/${path}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
        idempotent: false,
      });
      return {
        kind: 'answer',
        status: answer.status,
        body: answer.body,
        retryAfter: retryAfterSeconds(one(answer.headers['retry-after']), Date.now()),
        usage: one(answer.headers['x-business-use-case-usage']),
      };
    } catch (error) {
      return { kind: 'no-answer', ...readFailure(error, connectFailures) };
    }
  }

  return {
    post: (phoneNumberId, endpoint, accessToken, body) =>
      exchange('POST', `${encodeURIComponent(phoneNumberId)}/${endpoint}`, accessToken, body),
    get: (path, accessToken) => exchange('GET', path, accessToken),
    close: () => pool.close(),
  };
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;

/** Retry-After in seconds; some servers give a date instead. */
export function retryAfterSeconds(header: string | undefined, nowMs: number): string | undefined {
  const at = header === undefined || /^\s*\d/.test(header) ? NaN : Date.parse(header);
  return Number.isNaN(at) ? header : String(Math.max(0, Math.ceil((at - nowMs) / 1_000)));
}

/** When in doubt the request was written: unknown is safe, a second message is not. */
function readFailure(
  error: unknown,
  connectFailures: Pick<WeakSet<object>, 'has'>,
): { written: boolean; reason: string } {
  if (typeof error !== 'object' || error === null) return { written: true, reason: 'no answer' };
  const code = 'code' in error ? String(error.code) : '';
  const message = 'message' in error ? String(error.message) : '';
  const what = code || message || 'unknown failure';
  if (connectFailures.has(error)) return { written: false, reason: `no connection (${what})` };
  if (NOT_STARTED.has(code)) return { written: false, reason: `the request was refused here (${message})` };
  return { written: true, reason: `no answer (${what})` };
}
