/**
 * The schema registry: what each process asks at its start, its client for what is rarely asked, and GET requests that the client
 * does not know, all with the same TLS and login. The client and undici are loaded when somebody needs them:
 * together they are a fifth of the CPU that loading `status` takes.
 */
import http from 'node:http';
import https from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import type { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import type { Dispatcher, Response } from 'undici';
import type { RegistryConnection } from '../../../../config/connections.ts';
import { withCertificateEnd } from '../../process/certificate-ended.ts';
import { refusalOf } from '../../process/refusal.ts';

const ANSWER_WITHIN_MS = 10_000;

export type Registry = {
  readonly url: string;
  readonly client: () => Promise<SchemaRegistry>;
  /** The id of a schema that is registered. @throws when it is not, or the registry does not answer */
  idOf(subject: string, schema: object): Promise<number>;
  /** @param path below the registry's URL. @throws when it does not answer in ten seconds */
  get(path: string): Promise<Response>;
  /** What is wrong with TLS or login; null when it is something else. */
  refusal(): Promise<string | null>;
};

const MAX_SHOWN = 200;

type Retry = { retries: number; initialRetryTimeInSecs: number; maxRetryTimeInSecs: number };

const RETRY: Retry = { retries: 3, initialRetryTimeInSecs: 0.1, maxRetryTimeInSecs: 5 };

export function openRegistry({ url, tls, login }: RegistryConnection, retry?: Retry): Registry {
  const base = url.replace(/\/+$/, '');
  const agent = base.startsWith('https:') ? new https.Agent({ ...tls }) : new http.Agent();
  let client: Promise<SchemaRegistry> | undefined;
  const openClient = async (): Promise<SchemaRegistry> => {
    const { SchemaRegistry } = await import('@kafkajs/confluent-schema-registry');
    return new SchemaRegistry({
      host: base,
      ...(tls ? { agent } : {}),
      ...(login ? { auth: { ...login } } : {}),
      ...(retry ? { retry } : {}),
    });
  };
  const authorization = login
    ? `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
    : undefined;
  const headers = authorization ? { authorization } : {};
  let dispatcher: Dispatcher | undefined;
  const get = async (path: string): Promise<Response> => {
    const { Agent, fetch } = await import('undici');
    if (tls) dispatcher ??= new Agent({ connect: { ...tls } });
    return fetch(`${base}/${path}`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(dispatcher ? { dispatcher } : {}),
      headers,
    });
  };
  return {
    url: base,
    client: () => (client ??= openClient()),
    async idOf(subject, schema) {
      const url = new URL(`${base}/subjects/${encodeURIComponent(subject)}`);
      const body = JSON.stringify({ schema: JSON.stringify(schema) });
      const { status, text } = await post(url, { agent, headers, body }, retry ?? RETRY);
      if (status !== 200) throw new Error(`it answers ${status}: ${text.slice(0, MAX_SHOWN)}`);
      return (JSON.parse(text) as { id: number }).id;
    },
    get,
    async refusal() {
      // the client's errors hold no codes
      try {
        const answer = await get('subjects');
        await answer.arrayBuffer();
        const fault = { name: 'ResponseError', status: answer.status };
        return answer.ok ? null : sentence(base, refusalOf(fault, 'SCHEMA_REGISTRY'));
      } catch (error) {
        const refusal = sentence(base, refusalOf(error, 'SCHEMA_REGISTRY'));
        return refusal === null ? null : await withCertificateEnd(refusal, new URL(base).host);
      }
    },
  };
}

const sentence = (url: string, refusal: string | null): string | null =>
  refusal === null ? null : `the schema registry at ${url}: ${refusal}`;

type Request = {
  readonly agent: http.Agent;
  readonly headers: Record<string, string>;
  readonly body: string;
};
type PlainAnswer = { readonly status: number; readonly text: string };

/** Again when nobody answers or the registry is in trouble. */
async function post(url: URL, request: Request, retry: Retry): Promise<PlainAnswer> {
  for (let tries = 0; ; tries += 1) {
    const isLast = tries >= retry.retries;
    try {
      const answer = await postOnce(url, request);
      if (answer.status < 500 || isLast) return answer;
    } catch (error) {
      if (isLast) throw error;
    }
    await delay(Math.min(retry.maxRetryTimeInSecs, retry.initialRetryTimeInSecs * 2 ** tries) * 1_000);
  }
}

async function postOnce(url: URL, { agent, headers, body }: Request): Promise<PlainAnswer> {
  const { request } = url.protocol === 'https:' ? https : http;
  const answer = await new Promise<http.IncomingMessage>((resolve, reject) =>
    request(
      url,
      {
        ...{ method: 'POST', agent, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) },
        headers: { ...headers, ...JSON_HEADERS, 'content-length': Buffer.byteLength(body) },
      },
      resolve,
    )
      .on('error', reject)
      .end(body),
  );
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}

const JSON_HEADERS = { 'content-type': 'application/vnd.schemaregistry.v1+json', accept: 'application/json' };
