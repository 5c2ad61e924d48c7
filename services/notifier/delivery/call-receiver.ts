/**
 * One signed call of a receiver (Standard Webhooks). Redirects are not followed, internal addresses are not
 * connected to, and of the answer nothing but its head is read.
 */
import { request } from 'undici';
import { Webhook } from 'standardwebhooks';
import { agentFor, type Resolve } from '../../platform/http/checked-agent.ts';
import { urlFault } from '../../subscriptions/subscription-url.ts';
import { readRetryAfter, type TryResult } from './next-step.ts';

export type Call = {
  readonly url: string;
  readonly webhookId: string;
  readonly payload: string;
  /** Each signs: two while a secret is being exchanged. */
  readonly secrets: readonly string[];
};

export type CallLimits = {
  readonly timeoutMs: number;
  readonly internalOrigins: readonly string[];
  /** For tests: how names are resolved. */
  readonly resolve?: Resolve;
};

/** @param now of the try, which is signed. Never throws for what the receiver or the network does */
export async function callReceiver(
  { url: text, webhookId, payload, secrets }: Call,
  { timeoutMs, internalOrigins, resolve }: CallLimits,
  now: Date,
): Promise<TryResult> {
  // what the operator allows may have changed since
  const wrong = urlFault(text, internalOrigins);
  if (wrong !== null) return { status: null, failure: wrong };
  const url = new URL(text);
  const late = AbortSignal.timeout(timeoutMs);
  let close = (): void => undefined;
  try {
    const agent = agentFor(url, {
      allowsInternal: internalOrigins.includes(url.origin),
      refuse: (host) => new InternalHost(`the host ${host} is internal`),
      timeouts: { connectMs: timeoutMs, silenceMs: timeoutMs },
      ...(resolve ? { resolve } : {}),
    });
    close = () => void agent.destroy().catch(() => undefined);
    const { statusCode, headers, body } = await request(url, {
      method: 'POST',
      dispatcher: agent,
      signal: late,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'whatsapp-campaigns-webhooks/1',
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
        'webhook-signature': secrets
          .map((secret) => new Webhook(secret).sign(webhookId, now, payload))
          .join(' '),
      },
      body: payload,
    });
    // the connection is closed with it
    body.on('error', () => undefined).destroy();
    const retryAfter = headers['retry-after'];
    return {
      status: statusCode,
      retryAfterMs: readRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter, now),
    };
  } catch (error) {
    return { status: null, failure: late.aborted ? `no answer within ${timeoutMs} ms` : reasonOf(error) };
  } finally {
    close();
  }
}

class InternalHost extends Error {}

/** Without what a receiver could put into it. */
function reasonOf(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (cause instanceof InternalHost) return cause.message;
  const { code, name } = error as NodeJS.ErrnoException;
  if (code === 'CERT_HAS_EXPIRED') return 'the receiver’s certificate has expired';
  return `the connection failed (${code ?? name})`;
}
