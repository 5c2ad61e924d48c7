/**
 * One connection to one broker: made at the first request, and again after it was lost. The package has no limit
 * of time for an answer, and an error event that nobody listens to would end the process: both are mended here.
 */
import { apiVersionsV3, Connection, ConnectionStatuses, type API, type Broker } from '@platformatic/kafka';
import { isIP } from 'node:net';
import { answerOf, lossOf, lost } from './broker-errors.ts';
import { checkVersions } from './api-versions.ts';
import type { LinkOptions } from './link-options.ts';

const CONNECT_WITHIN_MS = 10_000;

export type Link = {
  /** @throws BrokerAnswer, LostInfrastructure or Refusal */
  call<A extends unknown[], R>(api: API<A, R>, withinMs: number, request: A): Promise<R>;
  close(): void;
};

export function createLink(broker: Broker, { clientId, ...options }: LinkOptions): Link {
  const where = `${broker.host}:${broker.port}`;
  let open: Promise<Connection> | null = null;
  let current: Connection | null = null;
  let isClosed = false;
  let lastError: Error | null = null;

  function forget(connection: Connection): void {
    if (current !== connection) return;
    current = null;
    open = null;
  }
  function drop(connection: Connection): void {
    forget(connection);
    connection.socket.destroy();
  }

  async function connect(): Promise<Connection> {
    // a server's name is no address (RFC 6066); what a certificate is for is checked either way
    const connection = new Connection(clientId, { ...options, tlsServerName: isIP(broker.host) === 0 });
    connection.on('error', (error: Error) => (lastError = error));
    connection.on('close', () => forget(connection));
    current = connection;
    const connecting = connection.connect(broker.host, broker.port) as Promise<void>;
    connection.socket.on('error', () => undefined);
    try {
      await inTime(connecting, CONNECT_WITHIN_MS, `connecting to ${where}`);
      const call = callOn(connection, apiVersionsV3.api, ['whatsapp-campaigns', '1']);
      checkVersions((await inTime(call, CONNECT_WITHIN_MS, `asking ${where} what it can do`)).apiKeys, where);
      return connection;
    } catch (error) {
      drop(connection);
      throw error;
    }
  }

  return {
    async call(api, withinMs, request) {
      if (isClosed) throw lost(`the connection to ${where} is closed`);
      lastError = null;
      let connection: Connection | null = null;
      try {
        connection = await (open ??= connect());
        if (connection.status !== ConnectionStatuses.CONNECTED) drop(connection);
        return await inTime(callOn(connection, api, request), withinMs, `waiting for ${where}`);
      } catch (error) {
        const answer = answerOf(error);
        if (answer) throw answer;
        // it may still answer, when nobody waits any more
        if (connection) drop(connection);
        throw lossOf(withCause(error, lastError), where);
      }
    },
    close() {
      isClosed = true;
      const closing = open;
      open = null;
      void closing?.then((connection) => connection.socket.destroy()).catch(() => undefined);
    },
  };
}

/** The package says why a connection ended in an event, not to those who wait for an answer. */
const withCause = (error: unknown, last: Error | null): unknown =>
  last && last !== error && !(error as Error).cause ? last : error;

const callOn = <A extends unknown[], R>(connection: Connection, api: API<A, R>, request: A): Promise<R> =>
  new Promise((resolve, reject) => {
    const answered = (error: Error | null, answer: R): void => (error ? reject(error) : resolve(answer));
    (api as unknown as (connection: Connection, ...rest: unknown[]) => void)(
      connection,
      ...request,
      answered,
    );
  });

function inTime<T>(work: Promise<T>, withinMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} took more than ${withinMs} ms`)), withinMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
