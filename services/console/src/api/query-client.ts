/**
 * What was read stays on the screen while it is read again; a server that is away is asked again and again,
 * ever more seldom.
 */
import { QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './api-failure.ts';

const MAX_WAIT_MS = 15_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      retry: (count, error) => isPassing(error) && count < 30,
      retryDelay: (count) => Math.min(500 * 2 ** count, MAX_WAIT_MS),
      networkMode: 'always',
      refetchOnWindowFocus: true,
    },
    mutations: { networkMode: 'always' },
  },
});

/** Worth asking again: the server is away, busy or starting. A refusal is not. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiFailure && (error.status === 0 || error.status === 429 || error.status >= 502);
