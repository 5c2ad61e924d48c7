/** One POST per attempt to the Cloud API, over kept connections. No retry of its own (contracts: ambiguous outcomes, section 10). */
import { Pool, errors } from 'undici';
import type { Settings } from '../../../config/settings.ts';
import type { Endpoint } from '../../domain/provider/error-table.ts';
import type { Exchange } from './send-result.ts';

export type CloudApi = {
  /** Sends; never throws: what happened is the result. */
  post(phoneNumberId: string, endpoint: Endpoint, accessToken: string, body: string): Promise<Exchange>;
  /** Reads; never throws. @param path below the version, with its query */
  get(path: string, accessToken: string): Promise<Exchange>;
  close(): Promise<void>;
};

/** Errors before a byte of the request can have left. */
const NOT_WRITTEN = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

export function createCloudApi(settings: Settings['cloudApi'], send: Settings['send']): CloudApi {
  const base = new URL(settings.baseUrl);
  const pool = new Pool(base.origin, {
    connections: send.connections,
    pipelining: 1,
    headersTimeout: send.timeoutMs,
    bodyTimeout: send.timeoutMs,
    connectTimeout: 5_000,
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
      const response = await pool.request({
        method,
        path: `${prefix}/${settings.version}/${path}`,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body }),
        idempotent: false,
      });
      const text = await response.body.text();
      return {
        kind: 'answer',
        status: response.statusCode,
        body: text,
        retryAfter: retryAfterSeconds(one(response.headers['retry-after']), Date.now()),
        usage: one(response.headers['x-business-use-case-usage']),
      };
    } catch (error) {
      return { kind: 'no-answer', ...readFailure(error) };
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
function readFailure(error: unknown): { written: boolean; reason: string } {
  const cause = error as { code?: string; message?: string };
  const code = cause.code ?? '';
  if (error instanceof errors.ConnectTimeoutError || NOT_WRITTEN.has(code))
    return { written: false, reason: `no connection (${code})` };
  return { written: true, reason: `no answer (${code || (cause.message ?? 'unknown failure')})` };
}
