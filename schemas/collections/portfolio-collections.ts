/** Who was messaged within 24 h by the numbers of a business portfolio, and which places numbers have taken ahead. */
import { collection } from './collection.ts';

/** Places that a number may still fill with people; they count as taken. */
export type PlacesGranted = {
  places: number;
  /** That of the number's owner (PaceDocument). */
  epoch: number;
  /** Its owner came back to it last. */
  at: Date;
};

/** So many people stop counting at a time. */
export type PeopleFall = { at: Date; people: number };

export type PortfolioDocument = {
  /** Portfolio id; that of a WhatsApp Business Account when the integrations name none. */
  _id: string;
  /** Grows with every change: who changes it has read what it was. */
  version: number;
  /** By integration. */
  granted: Record<string, PlacesGranted>;
  /** People in 24 h, as the provider told at the last look. */
  limit: number;
  /** People who counted at the last look. */
  used: number;
  /** When they stop to count, by quarters of an hour. */
  falls: PeopleFall[];
  /** When the first of them stops to count; null when nobody counts. */
  nextFreeAt: Date | null;
  lookedAt: Date;
  /** Absent: people were messaged within the window whom nobody counted; the ledger tells whom. */
  counted?: CountedFromLedger;
};

/** Everybody whom the numbers messaged within the window is in `people_reached`: recorded, or found in the ledger. */
export type CountedFromLedger = {
  /** The ledger was read then. */
  at: Date;
  /** It was read back to so many people, the latest first, and no further; absent: over the whole window. */
  people?: number;
};

/** A message to a person, as a hash of the number. */
export type PersonReached = { p: number; m: string };

/** People to whom one number released messages with slots in one stretch of time. */
export type PeopleReachedDocument = {
  /** `<portfolio>/<integration>/<start, ms since the epoch>`; `ledger` instead of the integration: found in the ledger. */
  _id: string;
  portfolioId: string;
  /** Absent of people who were found in the ledger. */
  integrationId?: string;
  endsAt: Date;
  /** They count until then. */
  dropsAt: Date;
  /** By the database's clock. */
  changedAt: Date;
  people: PersonReached[];
  /** Who was certainly not reached has been taken out; nobody else will be. */
  settled?: true;
};

export const portfolioCollections = {
  portfolios: collection<PortfolioDocument>({ name: 'portfolios', writers: ['throttle'], indexes: [] }),
  peopleReached: collection<PeopleReachedDocument>({
    name: 'people_reached',
    writers: ['throttle'],
    indexes: [{ keys: { portfolioId: 1, changedAt: 1 } }, { keys: { dropsAt: 1 }, expireAfterSeconds: 600 }],
  }),
} as const;
