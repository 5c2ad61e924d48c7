/** The same calls for contact lists and DNC lists, whose paths differ in one word. All others are typed by the API's description. */
import { answerOf } from './api-failure.ts';
import { api } from './client.ts';

export type Listing<E> = { entities: E[]; pageNumber: number; pageSize: number; total: number };

type Options = { query?: Record<string, unknown>; body?: unknown };
type Loose = (
  method: string,
  path: string,
  init: { params: { query: Record<string, unknown> }; body?: unknown },
) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** @throws ApiFailure as `answerOf` does */
export async function call<T>(method: string, path: string, { query = {}, body }: Options = {}): Promise<T> {
  const request = api.request as unknown as Loose;
  const answer = await answerOf(
    request(method.toLowerCase(), path, { params: { query }, ...(body === undefined ? {} : { body }) }),
  );
  return answer as T;
}
