/**
 * The columns that an export adds to those of the list. An import ignores them, so that exported or rejected
 * rows can be corrected and uploaded again; they do not count towards the limits of a file.
 */

// The vendor's export also has voice, SMS, e-mail and time zone columns (Genesys contract, section 7), which
// are ignored too.

/** Why a row was rejected. */
export const ERRORS_COLUMN = 'errors';
export const CONTACT_ID_COLUMN = 'inin-outbound-id';
/**
 * In a DNC file: when the entries of the row expire, `2026-12-31T00:00Z`. Any other value means no expiry
 * (Genesys contract, section 6).
 */
export const DNC_END_COLUMN = 'ExpirationDateTime';

const SYSTEM_COLUMN = new RegExp(
  `^(?:${[
    CONTACT_ID_COLUMN,
    ERRORS_COLUMN,
    'ContactCallable',
    'Callable-.+',
    'ContactableBy(?:WhatsApp|Voice|Sms|Email)(?:-.+)?',
    'WhatsApp(?:LastAttempt|LastResult|DeliveryStatus|LastError)-.+',
    '(?:CallRecord|Sms|Email)Last(?:Attempt|Result|AgentWrapup)-.+',
    '(?:ZipCode)?AutomaticTimeZone(?:-.+)?',
  ].join('|')})$`,
);

/** True for a column that an export adds; lists cannot have a column with such a name. */
export const isSystemColumn = (name: string): boolean => SYSTEM_COLUMN.test(name);

/** Columns about the last attempt in a WhatsApp column. */
export const attemptColumnsOf = (whatsappColumn: string) =>
  ({
    /** ISO 8601 time. */
    at: `WhatsAppLastAttempt-${whatsappColumn}`,
    /** Wrap-up code. */
    result: `WhatsAppLastResult-${whatsappColumn}`,
    /** 1 = may get messages, 0 = may not. */
    contactable: `ContactableByWhatsApp-${whatsappColumn}`,
    deliveryStatus: `WhatsAppDeliveryStatus-${whatsappColumn}`,
    /** Error code and text, or why the contact was skipped. */
    error: `WhatsAppLastError-${whatsappColumn}`,
  }) as const;

/** All columns of a contact list's export, in order. */
export function contactExportColumns(
  columnNames: readonly string[],
  whatsappColumns: readonly string[],
): string[] {
  return [
    CONTACT_ID_COLUMN,
    ...columnNames,
    'ContactCallable',
    'ContactableByWhatsApp',
    ...whatsappColumns.flatMap((name) => Object.values(attemptColumnsOf(name))),
  ];
}

/** All columns of a DNC list's export: each number is in the first one. */
export const dncExportColumns = (phoneColumns: readonly string[]): string[] => [
  ...(phoneColumns.length > 0 ? phoneColumns : ['phone']),
  DNC_END_COLUMN,
];
