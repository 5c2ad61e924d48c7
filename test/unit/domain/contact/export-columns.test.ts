import { contactExportColumns, isSystemColumn } from '../../../../services/domain/contact/export-columns.ts';

test('an export has the contract’s columns in its order, and the last attempt for each WhatsApp column', () => {
  expect(contactExportColumns(['Name', 'Cell', 'Work'], ['Cell', 'Work'])).toEqual([
    'inin-outbound-id',
    'Name',
    'Cell',
    'Work',
    'ContactCallable',
    'ContactableByWhatsApp',
    'WhatsAppLastAttempt-Cell',
    'WhatsAppLastResult-Cell',
    'ContactableByWhatsApp-Cell',
    'WhatsAppDeliveryStatus-Cell',
    'WhatsAppLastError-Cell',
    'WhatsAppLastAttempt-Work',
    'WhatsAppLastResult-Work',
    'ContactableByWhatsApp-Work',
    'WhatsAppDeliveryStatus-Work',
    'WhatsAppLastError-Work',
  ]);
});

test('whatever an export adds to a list’s columns is passed over by an import', () => {
  const own = ['Name', 'Phone =1', 'a.b-c'];
  const added = contactExportColumns(own, ['Phone =1', 'a.b-c']).filter((name) => !own.includes(name));
  expect(added.filter((name) => !isSystemColumn(name))).toEqual([]);
  expect(own.filter(isSystemColumn)).toEqual([]);
});

test.each([
  ...[
    'errors',
    'ContactableBySms',
    'ContactableByVoice-Phone',
    'CallRecordLastResult-Phone',
    'Callable-Phone',
  ],
  ...[
    'CallRecordLastAgentWrapup-Phone',
    'SmsLastAttempt-Cell',
    'EmailLastResult-Mail',
    'ZipCodeAutomaticTimeZone',
  ],
])('%s of a Genesys export or a file of rejects is passed over', (name) =>
  expect(isSystemColumn(name)).toBe(true),
);

test.each(['Errors', 'error', 'contactcallable', 'WhatsApp', 'WhatsAppLastAttempt', 'Callable', 'my errors'])(
  '%s is a column of its own',
  (name) => expect(isSystemColumn(name)).toBe(false),
);
