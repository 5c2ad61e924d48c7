/** What the ledger says of a message whose status or wrap-up code the filters ask for, so that the database passes over the others. Pure. */
import type { Filter } from 'mongodb';
import type { MessageDocument } from '../../../schemas/collections.ts';
import {
  deliveryStatus,
  extendedDeliveryStatus,
  outcomeKinds,
  wrapUpCode,
  type Outcome,
} from '../../domain/message/message-outcome.ts';
import { wantedValues, type ConversationFilter, type Dimension } from './conversation-filter.ts';

const views = {
  deliveryStatus,
  extendedDeliveryStatus,
  wrapUpCode,
} satisfies Partial<Record<Dimension, (outcome: Outcome) => string | null>>;

/**
 * Every message whose present attempt passes the filters meets it, and perhaps others.
 * @returns null: any may pass
 */
export function presentOutcomesWanted(
  filters: readonly ConversationFilter[],
): Filter<MessageDocument> | null {
  const asked = Object.entries(views).flatMap(([dimension, view]) => {
    const values = wantedValues(filters, dimension as keyof typeof views);
    return values === null ? [] : [{ view, values }];
  });
  if (asked.length === 0) return null;
  const deliveries = new Map<Outcome['state'], Set<Outcome['delivery']>>();
  for (const outcome of outcomeKinds()) {
    if (!asked.every(({ view, values }) => values.has(view(outcome) ?? ''))) continue;
    const ofState = deliveries.get(outcome.state) ?? new Set();
    deliveries.set(outcome.state, ofState.add(outcome.delivery));
  }
  const kinds = [...deliveries].map(([state, ofState]): Filter<MessageDocument> => ({
    state,
    // null: there is none
    delivery: { $in: [...ofState].map((one) => one ?? (null as unknown as string)) as never[] },
  }));
  return kinds.length === 0 ? { $nor: [{}] } : { $or: kinds };
}

/** The same of a message that may pass by an earlier attempt too. */
export function outcomesWanted(filters: readonly ConversationFilter[]): Filter<MessageDocument> {
  const present = presentOutcomesWanted(filters);
  return present === null ? {} : { $or: [present, { attempt: { $gt: 1 } }, { state: 'WAITING' }] };
}
