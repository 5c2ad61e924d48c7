/**
 * Which process writes which collection, through whatever library: its user of MongoDB may write no other.
 * `operators`: where wac runs. A test compares it with the source.
 */
import { collections } from '../collections.ts';
import { API_RATE_LIMITS, SAFETY_CAPS, UPLOADS_BUCKET } from './package-collections.ts';

type Key = keyof typeof collections;

/** Keys of `collections`; names of what packages keep. */
export type WrittenBy = { readonly own: readonly Key[]; readonly ofPackages: readonly string[] };

const commanded: readonly Key[] = ['audits', 'commandOutcomes', 'divisions', 'limits'];
const lists: readonly Key[] = ['contactLists', 'contacts', 'dncLists', 'dncNumbers'];
/** Erasing a person goes through everything that holds numbers. */
const erasure: readonly Key[] = [
  ...lists,
  ...(['audits', 'commandOutcomes', 'erasedPeople', 'erasures', 'messages', 'possibleOptOuts'] as const),
  ...(['runCounters', 'runPages', 'takenUp'] as const),
];
const webhooksOut: readonly Key[] = ['webhookDeliveries', 'webhookSubscriptions'];
/** A new subscription enters its division, so that the division is not deleted meanwhile. */
const subscriptions: readonly Key[] = ['divisions', ...webhooksOut];
const access: readonly Key[] = ['clients', 'revokedTokens', 'roles', 'sessions', 'signingKeys', 'users'];

export const writtenBy = {
  campaigns: {
    own: [
      ...erasure,
      ...(['divisions', 'limits', 'campaignRuns', 'campaigns', 'contactListFilters', 'events'] as const),
      ...(['exports', 'importRejects', 'imports', 'integrations', 'pace', 'providerSyncs'] as const),
      ...(['responseLibraries', 'responses', 'sweeps', 'templates', 'unmatchedStatuses'] as const),
      'wrapupCodes',
    ],
    ofPackages: [UPLOADS_BUCKET],
  },
  importer: { own: [...commanded, ...lists, 'importRejects', 'imports'], ofPackages: [UPLOADS_BUCKET] },
  eligibility: { own: ['campaignRuns', 'runPages', 'takenUp'], ofPackages: [] },
  throttle: {
    own: ['installation', 'messages', 'pace', 'peopleReached', 'portfolios'],
    ofPackages: [SAFETY_CAPS],
  },
  sender: { own: ['messages'], ofPackages: [] },
  webhook: { own: [], ofPackages: [] },
  status: {
    own: ['dncNumbers', 'messages', 'possibleOptOuts', 'runCounters', 'unmatchedStatuses'],
    ofPackages: [],
  },
  api: {
    own: [...erasure, ...access, ...subscriptions, 'exports', 'openUploads'],
    ofPackages: [UPLOADS_BUCKET, API_RATE_LIMITS],
  },
  notifier: { own: ['audits', ...webhooksOut, 'holdEpisodes'], ofPackages: [] },
  operators: { own: [...erasure, ...access, ...subscriptions], ofPackages: [UPLOADS_BUCKET] },
} as const satisfies Readonly<Record<string, WrittenBy>>;
