/** How far the removal of what has passed its time has come: one document, whose owner sweeps. */
import { collection } from './collection.ts';

export type SweepDocument = {
  _id: 'sweep';
  /** Who sweeps now; null: nobody. */
  owner: string | null;
  leaseUntil: Date | null;
  /** When a sweep came to its end; before the first one, when the system was first there. */
  endedAt: Date;
  /** Since when consumer groups of single process lives have had no member. */
  emptyGroups: Array<{ group: string; since: Date }>;
};

export const retentionCollections = {
  sweeps: collection<SweepDocument>({ name: 'sweeps', writers: ['retention'], indexes: [] }),
} as const;
