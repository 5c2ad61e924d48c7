/**
 * What the API refused, or could not be asked: thrown by `answerOf`, worded for people by
 * view/failure-text.ts.
 */
export type FieldFault = { readonly field: string | null; readonly code: string; readonly message: string };

export class ApiFailure extends Error {
  /** 0: no answer came. */
  readonly status: number;
  readonly code: string;
  readonly faults: readonly FieldFault[];
  /** Names the answer in the server's log. */
  readonly contextId: string | null;
  readonly limit: number | null;
  constructor(
    status: number,
    code: string,
    message: string,
    faults: readonly FieldFault[] = [],
    { contextId = null, limit = null }: { contextId?: string | null; limit?: number | null } = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.faults = faults;
    this.contextId = contextId;
    this.limit = limit;
  }
}

type Answered<T> = { data?: T; error?: unknown; response: Response };

/**
 * The data of a call.
 * @throws ApiFailure with every fault, also when the server did not answer
 */
export async function answerOf<T>(call: Promise<Answered<T>>): Promise<T> {
  let answered: Answered<T>;
  try {
    answered = await call;
  } catch (cause) {
    throw new ApiFailure(0, 'no.answer', cause instanceof Error ? cause.message : String(cause));
  }
  const { data, error, response } = answered;
  if (response.ok) return data as T;
  throw failureOf(response.status, error);
}

type Body = {
  code?: string;
  message?: string;
  contextId?: string;
  limit?: { value: number };
  details?: Array<{ errorCode?: string; fieldName?: string }>;
  errors?: Body[];
};

export function failureOf(status: number, body: unknown): ApiFailure {
  const {
    code = 'unexpected.answer',
    message = '',
    contextId,
    limit,
    errors = [],
    details = [],
  } = toBody(body);
  const all = errors.length > 0 ? errors : [{ code, message, details }];
  const faults = all.map((fault) => ({
    code: fault.code ?? code,
    message: fault.message ?? message,
    field: fault.details?.[0]?.fieldName ?? null,
  }));
  return new ApiFailure(status, code, message || `HTTP ${status}`, faults, {
    contextId: contextId ?? null,
    limit: limit?.value ?? errors.find((one) => one.limit)?.limit?.value ?? null,
  });
}

const toBody = (body: unknown): Body => (typeof body === 'object' && body !== null ? body : {});
