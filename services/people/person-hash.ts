/** A person's number as a keyed hash: recognises the person, and hides the number without the key. Pure. */
import { createHmac } from 'node:crypto';
import { personOf } from '../domain/phone/person-of.ts';

/** The same for all writings of one person's number. */
export const personHashOf = (key: string, phoneId: string): string =>
  createHmac('sha256', key)
    .update(`person:${personOf(phoneId)}`)
    .digest('hex');

/** Which key it is, without telling the key. */
export const keyIdOf = (key: string): string =>
  createHmac('sha256', key).update('key').digest('hex').slice(0, 16);
