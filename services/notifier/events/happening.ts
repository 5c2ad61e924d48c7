/** Something that subscriptions are told of. */
import type { EventType } from '../../subscriptions/event-types.ts';

/** What it is about; integrations and subscriptions' own troubles lie in no division, or carry their own. */
export type Subject = {
  readonly kind: 'campaign' | 'contactList' | 'dncList' | 'integration' | 'subscription';
  readonly id: string;
};

export type Happening = {
  /** The same each time its record is read. */
  readonly eventId: string;
  readonly type: EventType;
  readonly at: Date;
  readonly about: Subject;
  /** Ids, names, counts and codes: texts may hold numbers of people. */
  readonly data: Readonly<Record<string, unknown>>;
};

/** `any`: it lies in no division, and every subscription may hear of it. */
export const ANY_DIVISION = 'any';

/** With where it lies, and what its subject is called. */
export type PlacedHappening = Happening & {
  readonly divisionId: string;
  readonly name: string | null;
};
