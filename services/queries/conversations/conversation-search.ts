/** What conversations are looked for, and how much is looked at for it. */
import type { ConversationFilter } from './conversation-filter.ts';
import type { ConversationRow } from './conversation-row.ts';

export type ConversationSearch = {
  /** `all`, or the divisions that may be seen. */
  readonly divisions: 'all' | readonly string[];
  /** Start of a conversation: from this (inclusive) to that (exclusive). */
  readonly from: Date;
  readonly to: Date;
  readonly filters: readonly ConversationFilter[];
};

/** So many messages are looked at for one page in the order of time, when its filters look into each of them. */
export const MAX_LOOKED_AT = 200_000;

/** Of a message, what conversations show nothing of. */
export const NOT_SHOWN = { template: 0, owner: 0, timeZone: 0 } as const;

export type PageAsked = { readonly skip: number; readonly size: number };
export type ConversationPage = { rows: ConversationRow[]; total: number };
