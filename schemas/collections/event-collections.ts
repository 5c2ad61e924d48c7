/** The event log. */
import { collection } from './collection.ts';

/** An entry of the event log (H6): who did what when, imports, limits, holds, stops, opt-outs. */
export type EventDocument = {
  /** Made from what happened: told twice, it is one entry. */
  _id: string;
  at: Date;
  level: 'INFO' | 'WARNING' | 'ERROR';
  category:
    | 'MESSAGING_CAMPAIGN'
    | 'CONTACT_LIST'
    | 'CONTACT_LIST_FILTER'
    | 'DNC_LIST'
    | 'IMPORT_ERROR'
    | 'ENTITY_LIMIT'
    | 'INTEGRATION'
    | 'OPT_OUT'
    | 'DIVISION'
    | 'WRAPUP_CODE'
    | 'RESPONSE'
    | 'RESPONSE_LIBRARY'
    | 'WEBHOOK_SUBSCRIPTION';
  /** One of the Genesys contract's event codes (section 5) or, where it has none, ours in its style. */
  code: string;
  /** For people; numbers of people are masked. */
  message: string;
  entity: { kind: string; id: string; name?: string } | null;
  /** Division of what it is about; `any`: it is about nothing that lies in one. Absent: not known, as in entries of earlier versions. */
  divisionId?: string;
  /** Who commanded. */
  who: string | null;
  /** The command's or import's id. */
  correlationId: string | null;
  /** When the entry was written, later than `at`: who follows the log reads by it. Absent in entries of earlier versions. */
  storedAt?: Date;
};

export const eventCollections = {
  events: collection<EventDocument>({
    name: 'events',
    writers: ['campaigns', 'people'],
    indexes: [
      { keys: { at: 1 }, expireAfterSeconds: 180 * 24 * 3600, expiresBy: 'events' },
      { keys: { at: 1, _id: 1 } },
      { keys: { 'entity.id': 1, at: 1, _id: 1 } },
      { keys: { divisionId: 1, at: 1, _id: 1 } },
      { keys: { storedAt: 1 } },
    ],
  }),
} as const;
