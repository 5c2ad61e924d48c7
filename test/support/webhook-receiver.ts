/** A program that takes webhooks, on this machine: what it got, and what it answers. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';

export type Received = { path: string; headers: Record<string, string>; body: string };
type Answer = (call: Received, response: ServerResponse) => void;

export type WebhookReceiver = {
  readonly origin: string;
  readonly received: Received[];
  /** Calls of one path. */
  of(path: string): Received[];
  /** What it answers from now on to calls of a path; 204 unless it is told. */
  answer(path: string, answer: Answer): void;
  /** Not reachable until `open`. */
  shut(): Promise<void>;
  open(): Promise<void>;
};

export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const answers = new Map<string, Answer>();
  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    const headers = request.headers as Record<string, string>;
    const call = { path, headers, body: Buffer.concat(chunks).toString() };
    received.push(call);
    const answer = answers.get(path) ?? ((_, plain) => void plain.writeHead(204).end());
    answer(call, response);
  };
  const server = createServer((request, response) => void take(request, response).catch(() => undefined));
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    received,
    of: (path) => received.filter((call) => call.path === path),
    answer: (path, answer) => void answers.set(path, answer),
    shut: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    open: () => listen(port),
  };
}

export const answerWith =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    void response.writeHead(status, headers).end('x'.repeat(1_000));

/** What a call says, verified as a receiver would. @throws when the signature is wrong */
export const verified = ({ body, headers }: Received, secret: string): unknown =>
  new Webhook(secret).verify(body, headers);
