/** The API as a caller meets it: started on a free port, with clients of given rights. */
import { randomUUID } from 'node:crypto';
import { collections } from '../../schemas/collections.ts';
import { freePorts } from '../../deploy/local/free-port.ts';
import { makeRole } from '../../services/access/own-roles.ts';
import { makeClient } from '../../services/access/programs.ts';
import { ALL_DIVISIONS } from '../../services/access/principal.ts';
import type { RouteEntry } from '../../services/api/http/api-server.ts';
import { startApi } from '../../services/api/handler.ts';
import type { Database } from '../../services/platform/mongo/mongo.ts';
import type { ServiceContext } from '../../services/platform/process/run-service.ts';
import { openTestSystem, type TestSystem } from './test-system.ts';

export const API_TEST_SECRET = 'only-for-tests-0123456789abcdef0123456789';

/** `json` is whatever the answer holds; undefined without a body. */
export type Answer = { status: number; headers: Headers; json: ReturnType<typeof JSON.parse>; text: string };
export type CallOptions = { token?: string; body?: unknown; headers?: Record<string, string> };

export type TestApi = {
  readonly system: TestSystem;
  readonly database: Database;
  readonly url: string;
  readonly context: ServiceContext;
  readonly routes: readonly RouteEntry[];
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** An access token of a client that holds permissions (patterns too) in divisions; all of them unless given. */
  tokenWith(permissions: readonly string[], divisionIds?: readonly string[]): Promise<string>;
  close(): Promise<void>;
};

/** A free address, and the settings of an API that listens there. */
export async function apiAddress(): Promise<{ url: string; environment: NodeJS.ProcessEnv }> {
  const [port = 0] = await freePorts(1);
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    API_PORT: String(port),
    API_PUBLIC_URL: url,
    API_SECRET: API_TEST_SECRET,
    API_SIGN_INS_PER_MINUTE: '10000',
    API_REQUESTS_PER_MINUTE: '100000',
  };
  return { url, environment };
}

export async function openTestApi(overrides: NodeJS.ProcessEnv = {}): Promise<TestApi> {
  const { url, environment } = await apiAddress();
  return serveTestApi(await openTestSystem({ ...environment, ...overrides }), url);
}

/** @param system one that was opened with the settings of `apiAddress` */
export async function serveTestApi(system: TestSystem, url: string): Promise<TestApi> {
  let routes: readonly RouteEntry[] = [];
  const context = await system.start('api', async (own) => {
    const running = await startApi(own);
    ({ routes } = running);
    return running;
  });
  const database = await system.context.mongo();
  const call = async (method: string, path: string, options: CallOptions = {}): Promise<Answer> => {
    const { token, body, headers = {} } = options;
    const answer = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined || body instanceof URLSearchParams
          ? {}
          : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : {
            body: body instanceof URLSearchParams || typeof body === 'string' ? body : JSON.stringify(body),
          }),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  };
  return {
    system,
    database,
    url,
    context,
    routes,
    call,
    async tokenWith(permissions, divisionIds = [ALL_DIVISIONS]) {
      const role = await makeRole(
        database,
        { name: randomUUID(), description: '', permissions: [...permissions] },
        new Date(),
      );
      const { client, secret } = await makeClient(
        database,
        { name: randomUUID(), grants: [{ roleId: role._id, divisionIds: [...divisionIds] }] },
        new Date(),
      );
      const answer = await call('POST', '/oauth/token', {
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
        headers: { authorization: `Basic ${Buffer.from(`${client._id}:${secret}`).toString('base64')}` },
      });
      return answer.json.access_token as string;
    },
    close: () => system.close(),
  };
}

/** A division of that id and name, as if it had been made by command. */
export async function storeDivision(database: Database, id: string): Promise<void> {
  const at = new Date();
  await database
    .of(collections.divisions)
    .insertOne({ _id: id, name: id, description: '', version: 1, uses: 0, createdAt: at, modifiedAt: at });
}
