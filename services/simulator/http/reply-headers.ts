/** The headers of every Graph reply (contract section 5). */
import type { CallQuota } from '../limits/call-quota.ts';

export interface HeaderFacts {
  businessId: string;
  appCalls: CallQuota;
  accountCalls: CallQuota;
  /** Version in the path, if any. */
  version: string | undefined;
  requestId: string;
}

const DEFAULT_VERSION = 'v24.0';
const REVISION = '1030000001';

export function replyHeaders(facts: HeaderFacts): Record<string, string> {
  const app = facts.appCalls.usage();
  const account = facts.accountCalls.usage();
  const regain = Math.max(app.regainMinutes, account.regainMinutes);
  const { percent } = account;
  return {
    'facebook-api-version': facts.version ?? DEFAULT_VERSION,
    'x-business-use-case-usage': `{${JSON.stringify(facts.businessId)}:[{"type":"whatsapp","call_count":${percent},"total_cputime":${percent},"total_time":${percent},"estimated_time_to_regain_access":${regain}}]}`,
    'x-app-usage': `{"call_count":${app.percent},"total_cputime":${app.percent},"total_time":${app.percent}}`,
    'x-fb-request-id': facts.requestId,
    'x-fb-trace-id': facts.requestId,
    'x-fb-rev': REVISION,
  };
}
