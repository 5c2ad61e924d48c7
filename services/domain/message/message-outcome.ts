/**
 * The outcome of a message in the terms of the Genesys contract (section 7), as data: wrap-up code, Delivery
 * Status and its detail.
 */
import { skipWrapUpCodes, type SkipReason } from './message.ts';

export type OutcomeState = 'INTENT' | 'WAITING' | 'ACCEPTED' | 'FAILED' | 'SKIPPED' | 'UNKNOWN';
export type OutcomeDelivery = 'SENT' | 'EXPIRED' | 'UNDELIVERED' | 'DELIVERED' | 'READ';

/** The part of a ledger document that has the outcome. */
export type Outcome = {
  readonly state: OutcomeState;
  readonly delivery?: OutcomeDelivery | undefined;
  /** WhatsApp error code of the latest failure. */
  readonly code?: number | undefined;
  readonly reason?: string | undefined;
};

/** Reason of a message that was given up because it may or may not have been sent. */
export const AMBIGUOUS = 'AMBIGUOUS';

export type ExtendedDeliveryStatus =
  | 'MessageExpired'
  | 'RecipientOptedOut'
  | 'RateLimited'
  | 'MessageNotAllowed'
  | 'InvalidDestination'
  | 'InvalidMessageStructure'
  | 'UnsupportedMessage'
  | 'MediaTypeNotAllowed'
  | 'ServerError'
  | 'GeneralError';

/**
 * Details of WhatsApp codes; codes that are not listed are a GeneralError. All of 132xxx are
 * InvalidMessageStructure.
 */
const extendedByCode: ReadonlyMap<number, ExtendedDeliveryStatus> = new Map([
  [131050, 'RecipientOptedOut'],
  ...as('RateLimited', 4, 80007, 130429, 131048, 131056),
  ...as('MessageNotAllowed', 130403, 130472, 130497, 131049),
  ...as('InvalidDestination', 131021, 131026, 131030),
  ...as('InvalidMessageStructure', 100, 131008, 131009),
  [131051, 'UnsupportedMessage'],
  [131053, 'MediaTypeNotAllowed'],
  ...as('ServerError', 1, 2, 131000, 131016, 133004),
]);

/** `-THROTTLED` instead of `-FAILED`: WhatsApp held the message back; the message was not wrong. */
const isThrottled = (code: number | undefined): boolean =>
  code !== undefined && extendedByCode.get(code) === 'RateLimited';

/** The wrap-up code with hyphens, as ids and exports write it; null while there is no outcome. */
export function wrapUpCode({ state, code, reason }: Outcome): string | null {
  switch (state) {
    case 'INTENT':
    case 'WAITING':
      return null;
    case 'ACCEPTED':
      return 'OUTBOUND-MESSAGE-SENT';
    case 'FAILED':
      if (reason === AMBIGUOUS) return 'OUTBOUND-MESSAGE-AMBIGUOUS';
      return isThrottled(code) ? 'OUTBOUND-MESSAGE-THROTTLED' : 'OUTBOUND-MESSAGE-FAILED';
    case 'UNKNOWN':
      return 'OUTBOUND-MESSAGE-AMBIGUOUS';
    case 'SKIPPED':
      return skipWrapUpCodes[reason as SkipReason] ?? 'UNKNOWN';
    default:
      return state satisfies never;
  }
}

/** Delivery Status; null for messages that were never, or perhaps never, given to WhatsApp. */
export function deliveryStatus({ state, delivery, reason }: Outcome): string | null {
  switch (delivery) {
    case 'READ':
      return 'Read';
    case 'DELIVERED':
      return 'DeliverySuccess';
    case 'UNDELIVERED':
    case 'EXPIRED':
      return 'DeliveryFailed';
    case 'SENT':
      return 'Published';
    case undefined:
      break;
    default:
      return delivery satisfies never;
  }
  switch (state) {
    case 'WAITING':
      return 'Queued';
    case 'INTENT':
      return 'Sent';
    case 'ACCEPTED':
      return 'Published';
    case 'FAILED':
      return reason === AMBIGUOUS ? null : 'Failed';
    case 'SKIPPED':
    case 'UNKNOWN':
      return null;
    default:
      return state satisfies never;
  }
}

/** The detail of a failed delivery; null when it did not fail or the result is unknown. */
export function extendedDeliveryStatus({
  state,
  delivery,
  code,
  reason,
}: Outcome): ExtendedDeliveryStatus | null {
  if (delivery === 'EXPIRED') return 'MessageExpired';
  if (state !== 'FAILED' || reason === AMBIGUOUS) return null;
  if (code === undefined) return 'GeneralError';
  if (code >= 132_000 && code <= 132_999) return 'InvalidMessageStructure';
  return extendedByCode.get(code) ?? 'GeneralError';
}

let kinds: readonly Outcome[] | undefined;

/** One of each kind of outcome that the functions above tell apart. Made when first asked for: few processes ask. */
export const outcomeKinds = (): readonly Outcome[] => (kinds ??= findKinds());

function findKinds(): readonly Outcome[] {
  const states: readonly OutcomeState[] = ['INTENT', 'WAITING', 'ACCEPTED', 'FAILED', 'SKIPPED', 'UNKNOWN'];
  const deliveries: ReadonlyArray<OutcomeDelivery | undefined> = [
    ...([undefined, 'SENT', 'EXPIRED', 'UNDELIVERED', 'DELIVERED', 'READ'] as const),
  ];
  const codes = [undefined, ...extendedByCode.keys(), 132_000, 999_999];
  const reasons = [undefined, AMBIGUOUS, ...Object.keys(skipWrapUpCodes), 'any other'];
  const all = states.flatMap((state) =>
    deliveries.flatMap((delivery) =>
      codes.flatMap((code) => reasons.map((reason): Outcome => ({ state, delivery, code, reason }))),
    ),
  );
  return [
    ...new Map(
      all.map((outcome) => {
        const views = [deliveryStatus(outcome), extendedDeliveryStatus(outcome), wrapUpCode(outcome)];
        return [JSON.stringify([outcome.state, outcome.delivery ?? null, ...views]), outcome];
      }),
    ).values(),
  ];
}

function as(status: ExtendedDeliveryStatus, ...codes: number[]): Array<[number, ExtendedDeliveryStatus]> {
  return codes.map((code) => [code, status]);
}
