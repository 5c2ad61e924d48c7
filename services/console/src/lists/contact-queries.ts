/** Single contacts as the console changes them. */
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';

export type ListedContact = {
  readonly id: string;
  readonly data: Readonly<Record<string, string>>;
  readonly callable: boolean;
};

/** A column may have any name, also one that every object has. */
export const cellOf = ({ data }: Pick<ListedContact, 'data'>, column: string): string =>
  Object.hasOwn(data, column) ? (data[column] ?? '') : '';

const ONE = '/api/v2/outbound/contactlists/{contactListId}/contacts/{contactId}';
const one = (contactListId: string, contactId: string) => ({
  params: { path: { contactListId, contactId } },
});

/** @throws ApiFailure naming every cell that cannot be */
export const addContact = (contactListId: string, data: Record<string, string>): Promise<unknown> =>
  answerOf(
    api.POST('/api/v2/outbound/contactlists/{contactListId}/contacts', {
      params: { path: { contactListId } },
      body: [{ data }],
    }),
  );

/** @throws ApiFailure as addContact does */
export const changeContact = (
  contactListId: string,
  contactId: string,
  data: Record<string, string>,
): Promise<unknown> => answerOf(api.PUT(ONE, { ...one(contactListId, contactId), body: { data } }));

export const removeContact = (contactListId: string, contactId: string): Promise<unknown> =>
  answerOf(api.DELETE(ONE, one(contactListId, contactId)));
