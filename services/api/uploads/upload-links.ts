/**
 * Addresses that take one file: what is to become of it is in them, signed, so that nobody has to remember
 * them. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whose file is taken, for which list, until when. */
export type UploadOrder = {
  readonly uploadKey: string;
  readonly kind: 'CONTACTS' | 'DNC';
  readonly listId: string;
  readonly caller: { readonly kind: 'client' | 'user'; readonly id: string };
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Of a contact list: the column with the contact's id. */
  readonly contactIdColumn: string | null;
  readonly clearSystemData: boolean;
  /** Of a DNC list; null = the list's. */
  readonly phoneColumns: readonly string[] | null;
  readonly expirationColumn: string | null;
};

export type UploadLinks = {
  sign(order: UploadOrder): string;
  /** Null for what was not signed here, or has ended. */
  read(token: string, now: number): UploadOrder | null;
};

/** @param secret API_SECRET; the key is one of its own, so that no other signature passes for an upload's */
export function createUploadLinks(secret: string): UploadLinks {
  const key = createHmac('sha256', secret).update('upload links').digest();
  const signatureOf = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return {
    sign(order) {
      const text = Buffer.from(JSON.stringify(order)).toString('base64url');
      return `${text}.${signatureOf(text).toString('base64url')}`;
    },
    read(token, now) {
      const [text = '', signature = ''] = token.split('.', 2);
      const given = Buffer.from(signature, 'base64url');
      const expected = signatureOf(text);
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const order = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as UploadOrder;
      return order.expiresAt > now ? order : null;
    },
  };
}
