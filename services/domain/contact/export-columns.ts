/**
 * The columns that an export adds to a list's own. An import passes them over, so that an exported or rejected row can be corrected and
 * uploaded again; they do not count against a file's limits. The vendor's export has voice, SMS, e-mail and time zone columns besides
 * (Genesys contract, section 7): those are passed over too.
 */

/** Why a row was rejected. */
export const ERRORS_COLUMN = 'errors';
export const CONTACT_ID_COLUMN = 'inin-outbound-id';
/** Of a DNC file: the end of its row's entries, `2026-12-31T00:00Z`; what is no such time is no end (Genesys contract, section 6). */
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

/** True for a column that an export adds; no list has a column of that name. */
export const isSystemColumn = (name: string): boolean => SYSTEM_COLUMN.test(name);

/** Columns about the last attempt in a WhatsApp column. */
export const attemptColumnsOf = (whatsappColumn: string) =>
  ({
    /** ISO 8601 time. */
    at: `WhatsAppLastAttempt-${whatsappColumn}`,
    /** Wrap-up code. */
    result: `WhatsAppLastResult-${whatsappColumn}`,
    /** 1 = may be messaged, 0 = may not. */
    contactable: `ContactableByWhatsApp-${whatsappColumn}`,
    deliveryStatus: `WhatsAppDeliveryStatus-${whatsappColumn}`,
    /** Error code and text, or why the contact was skipped. */
    error: `WhatsAppLastError-${whatsappColumn}`,
  }) as const;

/** All columns of a contact list's export, in their order. */
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

/** All columns of a DNC list's export: each number stands in the first one. */
export const dncExportColumns = (phoneColumns: readonly string[]): string[] => [
  ...(phoneColumns.length > 0 ? phoneColumns : ['phone']),
  DNC_END_COLUMN,
];
