/** Shows a part of the console as a page does, and answers what it asks of the API. */
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { configure, render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { IntlProvider } from 'use-intl';
import { mayIn, SessionValue } from '../../../services/console/src/access/session.tsx';
import { en } from '../../../services/console/src/words/en.ts';

// the machine may be slow; no test measures time
configure({ asyncUtilTimeout: 30_000 });

export type Call = { method: string; path: string; query: URLSearchParams; headers: Headers; body: unknown };
/** An answer: its body, or [status, body]. */
export type Answers = (call: Call) => unknown;

/** Puts answers in the place of the network. @returns the calls that were made; the array grows */
export function answerWith(answers: Answers): Call[] {
  const calls: Call[] = [];
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const text = await request.text();
    const call: Call = {
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    calls.push(call);
    const answer = await answers(call);
    const [status, body] = Array.isArray(answer) && typeof answer[0] === 'number' ? answer : [200, answer];
    return Response.json(body ?? null, { status: status as number });
  };
  return calls;
}

export const refusal = (status: number, code: string, message: string, fieldName?: string) => [
  status,
  { code, message, status, contextId: 'c1', errors: [], details: [{ errorCode: code, fieldName }] },
];

/** @param permissions that the user holds, everywhere */
export function show(part: ReactNode, permissions: readonly string[] = ['*']): RenderResult {
  const me = {
    id: 'u1',
    name: 'Ada',
    kind: 'user' as const,
    email: 'ada@example.com',
    mustChangePassword: false,
    permissions: Object.fromEntries(permissions.map((permission) => [permission, ['*']])),
  };
  const holdsAll = permissions.includes('*');
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const root = createRootRoute({ component: () => part });
  const router = createRouter({ routeTree: root, history: createMemoryHistory({ initialEntries: ['/'] }) });
  return render(
    <MantineProvider env="test">
      <IntlProvider locale="en" messages={en} timeZone="UTC">
        <QueryClientProvider client={client}>
          <SessionValue
            value={{
              me,
              may: (permission, division) => holdsAll || mayIn(me, permission, division),
              signOut: async () => undefined,
            }}
          >
            <RouterProvider router={router as never} />
          </SessionValue>
        </QueryClientProvider>
      </IntlProvider>
    </MantineProvider>,
  );
}
