/** Numbers of a DNC list as the console reads and changes them. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { DncNumber } from '../api/types.ts';

const PATH = '/api/v2/outbound/dnclists/{dncListId}/phonenumbers';

/** @param after the last number of the page before; undefined: the first page */
export const useDncNumbers = (dncListId: string, pageSize: number, after: string | undefined) =>
  useQuery({
    queryKey: ['dnc-numbers', dncListId, pageSize, after],
    queryFn: () =>
      answerOf(
        api.GET(PATH, {
          params: { path: { dncListId }, query: { pageSize, ...(after === undefined ? {} : { after }) } },
        }),
      ),
    placeholderData: keepPreviousData,
  });

/** @returns null: it is not on the list. @throws ApiFailure when it is no possible number */
export async function lookUp(dncListId: string, number: string): Promise<DncNumber | null> {
  const { entities } = await answerOf(
    api.GET(PATH, { params: { path: { dncListId }, query: { pageSize: 1, number } } }),
  );
  return entities[0] ?? null;
}

/** @param expirationDateTime null: they stay for ever. @throws ApiFailure naming every number that cannot be one */
export const addNumbers = (
  dncListId: string,
  phoneNumbers: string[],
  expirationDateTime: string | null,
): Promise<unknown> =>
  answerOf(
    api.PATCH(PATH, {
      params: { path: { dncListId } },
      body: { action: 'Add', phoneNumbers, expirationDateTime },
    }),
  );

export const takeOff = (dncListId: string, number: string): Promise<unknown> =>
  answerOf(
    api.PATCH(PATH, {
      params: { path: { dncListId } },
      body: { action: 'Remove', phoneNumbers: [number] },
    }),
  );

/** The end of a day on the reader's clock as the API takes it. @param day yyyy-MM-dd. @returns null: no such day */
export function endOfDay(day: string): string | null {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day) ?? [];
  if (year === undefined) return null;
  const [y, m, d] = [Number(year), Number(month), Number(date)];
  const end = new Date(y, m - 1, d, 23, 59);
  if (end.getMonth() !== m - 1 || end.getDate() !== d) return null;
  return end.toISOString().replace(/:\d\d\.\d+Z$/, 'Z');
}
