/**
 * The wrap-up codes that the system itself gives (Genesys contract, section 7), with hyphens; nobody makes,
 * changes or deletes one.
 */
import { skipWrapUpCodes } from './message.ts';

export const ownWrapUpCodes: ReadonlySet<string> = new Set([
  'OUTBOUND-MESSAGE-SENT',
  'OUTBOUND-MESSAGE-FAILED',
  'OUTBOUND-MESSAGE-THROTTLED',
  'OUTBOUND-MESSAGE-AMBIGUOUS',
  ...Object.values(skipWrapUpCodes),
  'UNKNOWN',
]);
