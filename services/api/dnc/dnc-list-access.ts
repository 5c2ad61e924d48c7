/** What DNC lists and their numbers ask of their callers. */
import type { DncListDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findDncList } from '../../queries/lists/find-dnc-lists.ts';
import { thingFor, type Kind } from '../access/thing-in-division.ts';
import { notFound } from '../http/api-error.ts';
import type { Caller } from '../http/api-server.ts';

type Verb = 'view' | 'search' | 'add' | 'edit' | 'delete' | 'upload';

export const dncListAccess = (verb: Verb) => ({ all: [`outbound:dncList:${verb}`] as const });
export const dncAccess = (verb: 'view' | 'add' | 'edit' | 'delete') => ({
  all: [`outbound:dnc:${verb}`] as const,
});

export const dncListKind: Kind<DncListDocument> = {
  find: findDncList,
  seeing: ['outbound:dncList:view', 'outbound:dncList:search'],
};

export const noDncList = () => notFound('dnc.list.not.found', 'The DNC list could not be found.');

/** @throws ApiError 404 unless it is there for this caller; 403 when he may see it, but not do this */
export const dncListFor = (database: Database, caller: Caller, id: string): Promise<DncListDocument> =>
  thingFor(dncListKind, database, caller, id, noDncList());
