/** The error that every send gets after an account update, if any. */

/** The code after the update; `before` is the one in force. */
export function blockAfter(before: number | undefined, value: Record<string, unknown>): number | undefined {
  switch (value.event) {
    case 'DISABLED_UPDATE': {
      const state = (value.ban_info as { waba_ban_state?: unknown } | undefined)?.waba_ban_state;
      if (state === 'DISABLE') return 131031;
      return state === 'REINSTATE' ? undefined : before;
    }
    case 'ACCOUNT_RESTRICTION':
      return 368;
    case 'ACCOUNT_DELETED':
    case 'ACCOUNT_OFFBOARDED':
      return 131031;
    case 'ACCOUNT_RECONNECTED':
      return undefined;
    default:
      return before;
  }
}
