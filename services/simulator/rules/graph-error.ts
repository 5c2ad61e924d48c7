/** An error as the Graph API words it (contract section 5), and its body. */
import { errorEntry, errorTitle } from './documented-errors.ts';

export interface GraphError {
  /** HTTP status. */
  status: number;
  code: number;
  type: 'OAuthException' | 'GraphMethodException';
  message: string;
  details?: string;
  subcode?: number;
  transient?: true;
  throttling?: true | undefined;
  /** For `Retry-After`, where it is switched on. */
  retryAfterSeconds?: number;
}

/** The error of a code from the table; `details` replaces the table's. */
export function graphError(code: number, details?: string): GraphError {
  const entry = errorEntry(code);
  const title = errorTitle(
    details !== undefined && entry.title === undefined ? { ...entry, details } : entry,
  );
  const error: GraphError = {
    status: entry.status,
    code,
    type: 'OAuthException',
    message: entry.bare ? title : `(#${code}) ${title}`,
    details: details ?? entry.details,
  };
  if (entry.subcode !== undefined) error.subcode = entry.subcode;
  if (entry.transient) error.transient = true;
  if (entry.throttling) error.throttling = true;
  return error;
}

/** Code 100 with a message of its own and no details, e.g. "The parameter to is required." */
export function parameterError(message: string): GraphError {
  return { status: 400, code: 100, type: 'OAuthException', message: `(#100) ${message}` };
}

/** `code` 100 with subcode 33 as clients see it, or 803 with 404 as the documents have it. */
export function unknownObject(id: string, method: 'get' | 'post', code: number): GraphError {
  if (code === 803)
    return {
      status: 404,
      code,
      type: 'OAuthException',
      message: `(#803) Some of the aliases you requested do not exist: ${id}`,
    };
  return {
    status: 400,
    code: 100,
    subcode: 33,
    type: 'GraphMethodException',
    message:
      `Unsupported ${method} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, ` +
      'or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api',
  };
}

/** `code`: 190 unless no token was given, on which sources differ. */
export function tokenError(code = 190): GraphError {
  const error = { ...graphError(code), status: 401 };
  delete error.details;
  return error;
}

export function errorBody(error: GraphError, traceId: string): string {
  return JSON.stringify({
    error: {
      message: error.message,
      type: error.type,
      code: error.code,
      ...(error.details === undefined
        ? {}
        : { error_data: { messaging_product: 'whatsapp', details: error.details } }),
      ...(error.subcode === undefined ? {} : { error_subcode: error.subcode }),
      ...(error.transient ? { is_transient: true } : {}),
      fbtrace_id: traceId,
    },
  });
}
