/** The body of every error answer (contract of the Genesys Platform API, section 3): always JSON, always these fields. */

export type ErrorBody = {
  message: string;
  code: string;
  status: number;
  contextId: string;
  details: Array<{ errorCode: string; fieldName: string }>;
  errors: ErrorBody[];
};

/** @param contextId names this answer in logs */
export const errorBody = (status: number, code: string, message: string, contextId: string): ErrorBody => ({
  message,
  code,
  status,
  contextId,
  details: [],
  errors: [],
});
