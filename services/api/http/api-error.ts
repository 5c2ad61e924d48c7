/** A refusal on its way to the caller, and its body: always JSON, always the fields of the Genesys contract's ErrorBody (section 3). */
import type { Fault } from '../../domain/fault.ts';

export type ErrorBody = {
  message: string;
  code: string;
  status: number;
  contextId: string;
  entityId?: string;
  messageWithParams?: string;
  messageParams?: Record<string, string>;
  details: Array<{ errorCode: string; fieldName?: string }>;
  errors: ErrorBody[];
  limit?: { key: string; namespace: string; value: number };
};

/** Thrown by whatever answers a request; the server words it. */
export class ApiError extends Error {
  readonly status: number;
  readonly faults: readonly [Fault, ...Fault[]];
  readonly headers: Readonly<Record<string, string>>;
  /** The thing that it is about, or the command that was published. */
  readonly entityId: string | undefined;
  constructor(
    status: number,
    faults: readonly [Fault, ...Fault[]],
    {
      headers = {},
      entityId,
      cause,
    }: { headers?: Record<string, string>; entityId?: string; cause?: unknown } = {},
  ) {
    super(faults[0].message, { cause });
    this.status = status;
    this.faults = faults;
    this.headers = headers;
    this.entityId = entityId;
  }
}

/** Of an answer to a request that could not be tried: the broker or the database does not answer. */
export const RETRY_LATER = { 'retry-after': '5' };

/** An error with one fault. @param field path of the faulty field, if one is at fault */
export const apiError = (
  status: number,
  code: string,
  message: string,
  field: string | null = null,
): ApiError => new ApiError(status, [{ code, field, message, limit: null }]);

export const notFound = (
  code = 'resource.not.found',
  message = 'The resource could not be found.',
): ApiError => apiError(404, code, message);

/** Codes that tell of a conflict with what somebody else did meanwhile (contract, section 4). */
const CONFLICTS = new Set([
  'invalid.update.wrong.version',
  'invalid.update.campaign.active',
  'bulk.delete.conflict',
]);
const STATUSES: Readonly<Record<string, number>> = {
  'resource.not.found': 404,
  'campaign.not.found': 404,
  'too.many.recycles': 429,
};

/** What the system refused, for the caller: status by the first fault's code, all faults in `errors`. */
export function refusal(faults: readonly Fault[]): ApiError {
  const [
    first = { code: 'bad.request', field: null, message: 'The request was refused.', limit: null },
    ...more
  ] = faults;
  return new ApiError(statusOf(first.code), [first, ...more]);
}

const statusOf = (code: string): number => (CONFLICTS.has(code) ? 409 : (STATUSES[code] ?? 400));

/** @param contextId names this answer in logs */
export function errorBody(
  status: number,
  faults: readonly [Fault, ...Fault[]],
  contextId: string,
  entityId?: string,
): ErrorBody {
  const [first] = faults;
  return {
    ...oneBody(status, first, contextId),
    ...(entityId === undefined ? {} : { entityId }),
    errors: faults.length === 1 ? [] : faults.map((fault) => oneBody(status, fault, contextId)),
    details: faults.map(({ code, field }) => ({
      errorCode: code,
      ...(field === null ? {} : { fieldName: field }),
    })),
  };
}

function oneBody(status: number, { code, field, message, limit }: Fault, contextId: string): ErrorBody {
  return {
    message,
    code,
    status,
    contextId,
    messageWithParams: message,
    messageParams: {},
    details: [{ errorCode: code, ...(field === null ? {} : { fieldName: field }) }],
    errors: [],
    ...(limit === null ? {} : { limit: { key: code, namespace: 'outbound', value: limit } }),
  };
}
