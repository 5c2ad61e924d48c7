/** Every MongoDB collection, by groups: `schemas/collections/` has their documents, indexes and who writes them. */
import { accessCollections } from './collections/access-collections.ts';
import { auditCollections } from './collections/audit-collections.ts';
import { apiCollections } from './collections/api-collections.ts';
import { catalogCollections } from './collections/catalog-collections.ts';
import { campaignCollections } from './collections/campaign-collections.ts';
import { providerCollections } from './collections/provider-collections.ts';
import { runCollections } from './collections/run-collections.ts';
import { listCollections } from './collections/list-collections.ts';
import { importCollections } from './collections/import-collections.ts';
import { ledgerCollections } from './collections/ledger-collections.ts';
import { paceCollections } from './collections/pace-collections.ts';
import { portfolioCollections } from './collections/portfolio-collections.ts';
import { peopleCollections } from './collections/people-collections.ts';
import { retentionCollections } from './collections/retention-collections.ts';
import { eventCollections } from './collections/event-collections.ts';
import { subscriptionCollections } from './collections/subscription-collections.ts';

export type { Collection, CollectionIndex } from './collections/collection.ts';
export type * from './collections/api-collections.ts';
export type * from './collections/campaign-collections.ts';
export type * from './collections/catalog-collections.ts';
export type * from './collections/provider-collections.ts';
export type * from './collections/run-collections.ts';
export type * from './collections/list-collections.ts';
export type * from './collections/import-collections.ts';
export type * from './collections/ledger-collections.ts';
export type * from './collections/pace-collections.ts';
export type * from './collections/portfolio-collections.ts';
export type * from './collections/event-collections.ts';
export type * from './collections/retention-collections.ts';
export type * from './collections/people-collections.ts';
export type * from './collections/subscription-collections.ts';

export const collections = {
  ...campaignCollections,
  ...catalogCollections,
  ...providerCollections,
  ...runCollections,
  ...listCollections,
  ...importCollections,
  ...ledgerCollections,
  ...paceCollections,
  ...portfolioCollections,
  ...eventCollections,
  ...accessCollections,
  ...apiCollections,
  ...auditCollections,
  ...retentionCollections,
  ...peopleCollections,
  ...subscriptionCollections,
} as const;

export { UPLOADS_BUCKET } from './collections/package-collections.ts';
