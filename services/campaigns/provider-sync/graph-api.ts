/**
 * Reads from the provider's management API: one GET, one answer or one fault with a code. Never throws, never
 * retries.
 */
import { Agent, request } from 'undici';
import type { Settings } from '../../../config/settings.ts';
import { MINUTE } from '../../domain/time/lengths.ts';

export type GraphFault = {
  /**
   * The provider's code as text, `HTTP_<status>`, or TIMEOUT, UNREACHABLE, NOT_JSON, TOO_LARGE, or STOPPING:
   * cancelled by this process.
   */
  readonly code: string;
  readonly message: string;
  /** How long to wait according to the provider, milliseconds. */
  readonly waitMs: number | null;
};

export type GraphAnswer =
  | { readonly ok: true; readonly body: unknown; readonly usedPercent: number }
  | { readonly ok: false; readonly fault: GraphFault };

export type GraphApi = {
  /** @param query without the token */
  get(path: string, query: Readonly<Record<string, string>>, accessToken: string): Promise<GraphAnswer>;
  /** Cancels the request. */
  close(): Promise<void>;
};

export const STOPPING = 'STOPPING';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_MESSAGE = 300;

export function createGraphApi(settings: Settings['cloudApi']): GraphApi {
  const base = settings.baseUrl.replace(/\/$/, '');
  const agent = new Agent({ connections: 4, connectTimeout: Math.min(5_000, settings.syncTimeoutMs) });
  const stopping = new AbortController();
  return {
    async get(path, query, accessToken) {
      const url = `${base}/${settings.version}/${path}?${new URLSearchParams(query).toString()}`;
      try {
        const response = await request(url, {
          dispatcher: agent,
          headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
          // headers and body together
          signal: AbortSignal.any([AbortSignal.timeout(settings.syncTimeoutMs), stopping.signal]),
        });
        const { usage, retryAfter } = {
          usage: one(response.headers['x-business-use-case-usage']),
          retryAfter: one(response.headers['retry-after']),
        };
        const text = await readText(response.body);
        if (text === null)
          return { ok: false, fault: fault('TOO_LARGE', `an answer of more than ${MAX_BODY_BYTES} bytes`) };
        return toAnswer(response.statusCode, text, readUsage(usage), retryAfter);
      } catch (error) {
        if (stopping.signal.aborted) return { ok: false, fault: fault(STOPPING, 'this process stops') };
        return { ok: false, fault: readFailure(error, settings.syncTimeoutMs) };
      }
    },
    close: () => {
      stopping.abort();
      return agent.close();
    },
  };
}

/** @param usage the usage header */
function toAnswer(
  status: number,
  text: string,
  usage: { usedPercent: number; waitMs: number | null },
  retryAfter: string | undefined,
): GraphAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  const seconds = retryAfter === undefined ? NaN : Number(retryAfter);
  const waitMs = Number.isFinite(seconds) ? seconds * 1_000 : usage.waitMs;
  const error = (body as { error?: unknown } | null | undefined)?.error as
    { code?: unknown; message?: unknown; error_data?: { details?: unknown } } | undefined;
  if (typeof error === 'object' && error !== null && typeof error.code === 'number') {
    const details = error.error_data?.details;
    const message = typeof error.message === 'string' ? error.message : `code ${error.code}`;
    return {
      ok: false,
      fault: fault(
        String(error.code),
        typeof details === 'string' ? `${message}: ${details}` : message,
        waitMs,
      ),
    };
  }
  if (status < 200 || status >= 300)
    return {
      ok: false,
      fault: fault(`HTTP_${status}`, `HTTP ${status} without an error of the provider`, waitMs),
    };
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return {
      ok: false,
      fault: fault('NOT_JSON', `expected a JSON object, found ${text.length} bytes of something else`),
    };
  return { ok: true, body, usedPercent: usage.usedPercent };
}

/** The fullest quota of any kind in the header, and the longest wait. */
export function readUsage(header: string | undefined): { usedPercent: number; waitMs: number | null } {
  let usedPercent = 0;
  let minutes = 0;
  let usage: unknown;
  try {
    usage = JSON.parse(header ?? '{}');
  } catch {
    usage = {};
  }
  for (const entries of Object.values((usage ?? {}) as Record<string, unknown>))
    for (const entry of Array.isArray(entries) ? (entries as unknown[]) : []) {
      const { call_count, total_cputime, total_time, estimated_time_to_regain_access } = (entry ??
        {}) as Record<string, unknown>;
      usedPercent = Math.max(
        usedPercent,
        ...[call_count, total_cputime, total_time].map((part) => Number(part) || 0),
      );
      minutes = Math.max(minutes, Number(estimated_time_to_regain_access) || 0);
    }
  return { usedPercent, waitMs: minutes > 0 ? minutes * MINUTE : null };
}

const fault = (code: string, message: string, waitMs: number | null = null): GraphFault => ({
  code,
  message: message.slice(0, MAX_MESSAGE),
  waitMs,
});

function readFailure(error: unknown, timeoutMs: number): GraphFault {
  const { name, code, message } = error as { name?: string; code?: string; message?: string };
  if (name === 'TimeoutError' || name === 'AbortError')
    return fault('TIMEOUT', `no complete answer within ${timeoutMs} ms`);
  return fault('UNREACHABLE', code ?? message ?? 'no connection');
}

async function readText(body: AsyncIterable<Buffer>): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const one = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header[0] : header;
