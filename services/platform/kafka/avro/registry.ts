/** The schema registry: its client, and GET requests that the client does not know, with the same TLS and login. */
import http from 'node:http';
import https from 'node:https';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { Agent, fetch, type Response } from 'undici';
import type { RegistryConnection } from '../../../../config/connections.ts';
import { withCertificateEnd } from '../../process/certificate-ended.ts';
import { refusalOf } from '../../process/refusal.ts';

const ANSWER_WITHIN_MS = 10_000;

export type Registry = {
  readonly url: string;
  readonly client: SchemaRegistry;
  /** @param path below the registry's URL. @throws when it does not answer in ten seconds */
  get(path: string): Promise<Response>;
  /** What is wrong with TLS or login; null when it is something else. */
  refusal(): Promise<string | null>;
};

type Retry = { retries: number; initialRetryTimeInSecs: number; maxRetryTimeInSecs: number };

export function openRegistry({ url, tls, login }: RegistryConnection, retry?: Retry): Registry {
  const base = url.replace(/\/+$/, '');
  const agent = base.startsWith('https:') ? new https.Agent({ ...tls }) : new http.Agent();
  const client = new SchemaRegistry({
    host: base,
    ...(tls ? { agent } : {}),
    ...(login ? { auth: { ...login } } : {}),
    ...(retry ? { retry } : {}),
  });
  const dispatcher = tls ? new Agent({ connect: { ...tls } }) : undefined;
  const authorization = login
    ? `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
    : undefined;
  const get = (path: string): Promise<Response> =>
    fetch(`${base}/${path}`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      ...(dispatcher ? { dispatcher } : {}),
      ...(authorization ? { headers: { authorization } } : {}),
    });
  return {
    url: base,
    client,
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
