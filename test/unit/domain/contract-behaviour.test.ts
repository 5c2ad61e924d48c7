/**
 * Section 7 of the Genesys contract, sentence by sentence: what a pure function decides is asked of it here; for every other sentence the
 * test that holds it is named, and must be there.
 */
import { readFileSync } from 'node:fs';
import { toProgress } from '../../../services/api/campaigns/campaign-entity.ts';
import { contactListReasons, dncListReasons } from '../../../services/domain/campaign/assignable.ts';
import { compareContacts, sortKeysOf } from '../../../services/domain/contact/contact-sort.ts';
import { dncKeyOf } from '../../../services/domain/contact/contact.ts';
import { contactExportColumns, isSystemColumn } from '../../../services/domain/contact/export-columns.ts';
import {
  compileContactListFilter,
  type FilterPredicate,
} from '../../../services/domain/filter/contact-list-filter.ts';
import { evaluationsOf } from '../../../services/domain/message/latest-attempt.ts';
import {
  deliveryStatus,
  extendedDeliveryStatus,
  outcomeKinds,
  wrapUpCode,
} from '../../../services/domain/message/message-outcome.ts';
import { skipWrapUpCodes } from '../../../services/domain/message/message.ts';
import { toPhoneId } from '../../../services/domain/phone/phone-id.ts';
import type { Progress } from '../../../services/queries/campaigns/read-progress.ts';

const NOW = Date.UTC(2026, 5, 15, 12);
const finished = { state: 'FINISHED', reason: null, records: 1 } as const;
const codes = (reasons: ReadonlyArray<{ code: string }>): string[] => reasons.map(({ code }) => code);
const contactList = (more: object) =>
  codes(contactListReasons({ whatsappColumns: [{}], size: 1, imports: [finished], ...more }));
const dncList = (more: object) =>
  codes(dncListReasons({ contactMethod: 'Phone', size: 1, imports: [finished], ...more }));

/** Whether a cell passes one condition. */
function keeps(cell: string, predicate: Partial<FilterPredicate>, timeZone = 'UTC'): boolean {
  const condition = { column: 'A', columnType: 'alphabetic', operator: 'EQUALS', ...predicate } as const;
  const predicates = [{ value: null, range: null, inverted: false, ...condition }];
  const definition = { filterType: 'AND', clauses: [{ filterType: 'AND', predicates }] } as const;
  return compileContactListFilter(definition, ['A'], { now: NOW, timeZone })([cell]);
}

function sorted(cells: readonly string[], numeric: boolean, direction: 'ASC' | 'DESC' = 'ASC'): string[] {
  const found = sortKeysOf([{ fieldName: 'A', direction, numeric }], ['A']);
  const keys = 'keys' in found ? found.keys : [];
  return cells
    .map((cell, arrival) => ({ values: [cell], arrival }))
    .sort((one, other) => compareContacts(keys, one, other))
    .map(({ values }) => values[0] ?? '');
}

const counts = { accepted: 1, failed: 1, unknown: 0, skipped: 3, skippedBy: { ON_DO_NOT_CALL_LIST: 3 } };
const progress = (planned: number | null) =>
  toProgress(
    {
      ...{ campaignId: 'c', name: 'c', status: 'on', planned, resumesAt: null, startedAt: null },
      ...{ counts: { ...counts, failedBy: {} }, limitedBy: null, waiting: null, nextSlotAt: null },
      ...{
        filteredOut: null,
        limitPerMinute: 60,
        ownPerMinute: 60,
        limitedReason: null,
        waitingReason: null,
      },
      ...{
        callable: null,
        settled: 5,
        percent: 0,
        errors: [],
        at: new Date(NOW),
        runNumber: 1,
        resend: null,
      },
    } as unknown as Progress,
    'l',
  );
const relative = (value: string, operator: 'BEFORE' | 'AFTER', cell: string) =>
  keeps(cell, { operator, value });

const rules: ReadonlyArray<readonly [sentence: string, found: () => unknown, expected: unknown]> = [
  [
    'a contact list is refused if it has no number column of the needed type',
    () => contactList({ whatsappColumns: [] }),
    ['contact.list.has.no.whatsapp.columns'],
  ],
  ['… no records', () => contactList({ size: 0 }), ['contact.list.is.empty']],
  [
    '… or a failed import',
    () => contactList({ imports: [{ ...finished, state: 'FAILED' }] }),
    ['contact.list.import.failed'],
  ],
  [
    '… or a running import',
    () => contactList({ imports: [{ ...finished, state: 'RUNNING' }] }),
    ['contact.list.import.in.progress'],
  ],
  [
    'a DNC list is refused if any part is empty',
    () => dncList({ imports: [finished, { ...finished, records: 0 }] }).length,
    1,
  ],
  [
    '… any import failed (ours: until a later one succeeds)',
    () => [
      dncList({ imports: [finished, { ...finished, state: 'FAILED' }] }),
      dncList({ imports: [{ ...finished, state: 'FAILED' }, finished] }),
    ],
    [['dnc.list.import.failed'], []],
  ],
  [
    'we accept Phone, Any and WhatsApp, not Email',
    () => ['Phone', 'Any', 'WhatsApp', 'Email'].map((contactMethod) => dncList({ contactMethod }).length),
    [0, 0, 0, 1],
  ],
  [
    'system columns of an earlier export are ignored on re-import',
    () => contactExportColumns(['Name'], ['Phone']).filter((name) => !isSystemColumn(name)),
    ['Name'],
  ],
  [
    'a WhatsApp number is a Phone ID: digits with country code, no +',
    () => toPhoneId('+1 (317) 555-5555', null),
    expect.objectContaining({ phoneId: '13175555555' }),
  ],
  [
    'contacts and DNC entries are compared on digits only',
    () => ['+1 317 555 5555', '13175555555'].map((text) => keyOf(text)),
    ['d:13175555555', 'd:13175555555'],
  ],
  [
    'numeric:false compares strings, so mm/dd/yy goes wrong and ISO dates sort right',
    () => [sorted(['12/01/25', '01/01/26'], false), sorted(['2026-01-01', '2025-12-01'], false)],
    [
      ['01/01/26', '12/01/25'],
      ['2025-12-01', '2026-01-01'],
    ],
  ],
  ['code-point order', () => sorted(['a', 'B', 'é'], false), ['B', 'a', 'é']],
  [
    'with numeric:true missing or unparsable values last in both directions; ties in import order',
    () => [sorted(['x', '10', '', '9'], true), sorted(['x', '10', '', '9'], true, 'DESC')],
    [
      ['9', '10', 'x', ''],
      ['10', '9', 'x', ''],
    ],
  ],
  [
    'alphabetic: EQUALS, CONTAINS, BEGINS_WITH, ENDS_WITH; text ignores case',
    () =>
      (['EQUALS', 'CONTAINS', 'BEGINS_WITH', 'ENDS_WITH'] as const).map((operator) =>
        ['ann', 'Anna', 'Joann', 'Bob'].filter((cell) => keeps(cell, { operator, value: 'ANN' })),
      ),
    [['ann'], ['ann', 'Anna', 'Joann'], ['ann', 'Anna'], ['ann', 'Joann']],
  ],
  [
    'numeric: EQUALS, LESS_THAN(_EQUALS), GREATER_THAN(_EQUALS)',
    () =>
      (['EQUALS', 'LESS_THAN', 'LESS_THAN_EQUALS', 'GREATER_THAN', 'GREATER_THAN_EQUALS'] as const).map(
        (operator) =>
          ['9', '10', '11'].filter((cell) => keeps(cell, { columnType: 'numeric', operator, value: '10' })),
      ),
    [['10'], ['9'], ['9', '10'], ['11'], ['10', '11']],
  ],
  [
    'inverted negates, and a missing value matches no numeric predicate before inversion',
    () =>
      [false, true].map((inverted) =>
        keeps('', { columnType: 'numeric', operator: 'EQUALS', value: '0', inverted }),
      ),
    [false, true],
  ],
  ['a missing value is empty text', () => keeps('', { operator: 'EQUALS', value: '' }), true],
  [
    'BEFORE and AFTER with a time relative to now, PxxDTyyHzzM',
    () => [
      relative('P01DT00H00M', 'BEFORE', '2026-06-16T11:59Z'),
      relative('P01DT00H00M', 'BEFORE', '2026-06-16T12:01Z'),
      relative('P01DT00H00M', 'AFTER', '2026-06-16T12:01Z'),
    ],
    [true, false, true],
  ],
  [
    'components may be negative (P01DT00H-30M)',
    () => ['2026-06-16T11:29Z', '2026-06-16T11:31Z'].map((cell) => relative('P01DT00H-30M', 'BEFORE', cell)),
    [true, false],
  ],
  ['absolute ISO dates too', () => relative('2026-01-01', 'AFTER', '2026-01-02'), true],
  [
    'dates without offset use the list’s timeZone, else UTC',
    () =>
      ['UTC', 'America/New_York'].map((zone) =>
        keeps('2026-06-15T10:00', { operator: 'AFTER', value: '2026-06-15T12:00Z' }, zone),
      ),
    [false, true],
  ],
  [
    'percentage = contacts processed / total × 100: processed = messaged + skipped, rounded down, 0 for an empty total',
    () => [progress(6), progress(0), progress(null)].map(({ percentage }) => percentage),
    [83, 0, 0],
  ],
  ['numberOfContactsCalled stays 0', () => progress(6).numberOfContactsCalled, 0],
  [
    'a DNC match counts as ININ_OUTBOUND_ON_DO_NOT_CALL_LIST',
    () => progress(6).numberOfContactsSkipped,
    { ININ_OUTBOUND_ON_DO_NOT_CALL_LIST: 3 },
  ],
  [
    'skip reasons are those of the contract',
    () => Object.values(skipWrapUpCodes).filter((code) => !skipReasons.has(code.replaceAll('-', '_'))),
    [],
  ],
  [
    'wrap-up codes after sending: OUTBOUND_MESSAGE_{SENT, FAILED, THROTTLED, AMBIGUOUS}, with hyphens as ids',
    () =>
      valuesOf(wrapUpCode).filter((code) => code.startsWith('OUTBOUND-MESSAGE-') && !code.includes('TOO')),
    [
      'OUTBOUND-MESSAGE-AMBIGUOUS',
      'OUTBOUND-MESSAGE-FAILED',
      'OUTBOUND-MESSAGE-SENT',
      'OUTBOUND-MESSAGE-THROTTLED',
    ],
  ],
  [
    'the last is our final state of an uncertain send',
    () => wrapUpCode({ state: 'UNKNOWN' }),
    'OUTBOUND-MESSAGE-AMBIGUOUS',
  ],
  [
    'hyphens as wrap-up ids of a contact’s evaluations',
    () =>
      evaluationsOf(
        new Map([
          [
            'Phone',
            {
              ...{ address: '1', at: null, wrapUpCode: wrapUpCode({ state: 'ACCEPTED' }) ?? '' },
              ...{ deliveryStatus: null, error: null },
            },
          ],
        ]),
      )['Phone']?.wrapupCodeId,
    'OUTBOUND-MESSAGE-SENT',
  ],
  [
    'delivery status: Queued, Sent, Published, DeliverySuccess, Read, DeliveryFailed, Failed; Received is of what comes in',
    () => valuesOf(deliveryStatus),
    ['DeliveryFailed', 'DeliverySuccess', 'Failed', 'Published', 'Queued', 'Read', 'Sent'],
  ],
  [
    'extendedDeliveryStatus: the documented details',
    () => valuesOf(extendedDeliveryStatus),
    [
      ...['GeneralError', 'InvalidDestination', 'InvalidMessageStructure', 'MediaTypeNotAllowed'],
      ...['MessageExpired', 'MessageNotAllowed', 'RateLimited', 'RecipientOptedOut', 'ServerError'],
      'UnsupportedMessage',
    ],
  ],
  [
    'export columns',
    () =>
      contactExportColumns(['Name', 'Phone'], ['Phone']).filter(
        (name) => !/DeliveryStatus|LastError/.test(name),
      ),
    [
      ...['inin-outbound-id', 'Name', 'Phone', 'ContactCallable', 'ContactableByWhatsApp'],
      ...['WhatsAppLastAttempt-Phone', 'WhatsAppLastResult-Phone', 'ContactableByWhatsApp-Phone'],
    ],
  ],
];

function keyOf(text: string): string {
  const read = toPhoneId(text, null);
  return 'phoneId' in read ? dncKeyOf('d', read.phoneId) : '';
}

const valuesOf = (view: (outcome: ReturnType<typeof outcomeKinds>[number]) => string | null): string[] =>
  [...new Set(outcomeKinds().flatMap((kind) => view(kind) ?? []))].toSorted();

const skipReasons = new Set([
  ...['NUMBERS_INVALID', 'INTERNAL_ERROR_SKIPPED', 'DNC_SKIPPED', 'ON_DO_NOT_CALL_LIST'].map(inin),
  ...['DNC_AUTHENTICATION_FAILED', 'ZONE_BLOCKED_SKIPPED', 'NOT_CALLABLE_TIME'].map(inin),
  ...['CONTACT_UNCONTACTABLE_SKIPPED', 'NUMBER_UNCONTACTABLE_SKIPPED'].map(outbound),
  ...['CONTACT_ADDRESS_UNCONTACTABLE_SKIPPED', 'INVALID_PHONE_NUMBER', 'STUCK_CONTACT'].map(outbound),
  ...['MAX_MESSAGE_LENGTH_EXCEEDED', 'MESSAGE_HEADER_PARAMETER_VALUE_TOO_LONG'].map(outbound),
  ...['MESSAGE_BODY_PARAMETER_VALUE_TOO_LONG', 'MESSAGE_BUTTON_URL_PARAMETER_VALUE_TOO_LONG'].map(outbound),
  ...['INVALID_CONTENT_TEMPLATE', 'CONTENT_TEMPLATE_NOT_AUTHORIZED', 'RULE_SKIPPED'].map(outbound),
  ...['OUTBOUND_RULE_ERROR_SKIPPED', 'UNKNOWN'],
]);
function inin(reason: string): string {
  return `ININ_OUTBOUND_${reason}`;
}
function outbound(reason: string): string {
  return `OUTBOUND_${reason}`;
}

test.each(rules)('%s', (_, found, expected) => {
  expect(found()).toEqual(expected);
});

const FILTERS = 'test/unit/domain/filter/contact-list-filter.test.ts';
const FILTER_FAULTS = 'test/unit/domain/filter/contact-list-filter-faults.test.ts';
const IMPORTER = 'test/integration/importer/importer.test.ts';
const CATALOG = 'test/integration/api/catalog.test.ts';
const STATUS = 'test/unit/campaigns/commands/decide-status.test.ts';
const PIPELINE = 'test/e2e/paced/pipeline.test.ts';
const LISTS = 'test/unit/importer/commands/decide.test.ts';
const DEMAND = 'test/integration/eligibility/eligibility-demand.test.ts';
const CHANGES = 'test/unit/importer/commands/change-lists.test.ts';
const FILL = 'test/unit/domain/template/fill-template.test.ts';

const held: ReadonlyArray<readonly [sentence: string, file: string, test: string]> = [
  [
    'division defaults to home',
    'test/unit/campaigns/commands/decide-campaign.test.ts',
    'keeps a valid campaign off, in the home division, at version 1',
  ],
  ['… also of lists', LISTS, 'with columns makes an empty list in the home division'],
  [
    'columns are fixed after creation',
    'test/unit/importer/commands/update-contact-list.test.ts',
    'keeps the columns of a list that has contacts or is being filled',
  ],
  ['import takes CSV with a header row', IMPORTER, 'a list is created from a CSV, with rejects to the row'],
  [
    '… UTF-8',
    'test/unit/importer/csv/read-csv.test.ts',
    'a cell in another encoding, while its neighbours stay',
  ],
  [
    'a DNC file may have several number columns',
    CHANGES,
    'a file may have columns of its own, which a list without any keeps',
  ],
  [
    'always running: when records run out the campaign idles until more arrive',
    PIPELINE,
    'idles when always running, and wakes for contacts that are added',
  ],
  ['… and does not complete', STATUS, 'does not complete a campaign that always runs'],
  [
    'sort happens once, at start',
    'test/integration/eligibility/eligibility-plan.test.ts',
    'pages hold the order of the comparator, a thousand contacts each',
  ],
  [
    'first entry has highest precedence',
    'test/unit/domain/contact/contact-sort.test.ts',
    'a later key decides where the earlier ones are equal; after all keys the order of arrival does',
  ],
  [
    'contacts added while running are messaged but not sorted in: at the end of the queue',
    DEMAND,
    'contacts added while the campaign runs come after all others, in order of arrival, and only if the filter keeps them',
  ],
  [
    '… or next with priority=true',
    'test/integration/eligibility/eligibility-priority.test.ts',
    'go behind what is taken up, in order of arrival, before all others; a repeat of what was taken up stays as it was',
  ],
  [
    'doNotQueue=true',
    CHANGES,
    'that are not to be queued puts them before all that runs have seen, and wakes no run',
  ],
  [
    'clearSystemData=true resets attempts and status',
    CHANGES,
    'forgets what messages to them came to, also of those that stay as they are',
  ],
  [
    'several campaigns may run on one contact list',
    PIPELINE,
    'goes to dead-letters, and the campaign beside it finishes',
  ],
  [
    'predicates join within a clause by its filterType, clauses by the filter’s',
    FILTERS,
    'predicates join within a clause, clauses join in the filter',
  ],
  ['BETWEEN, IN of texts, numbers and dates', FILTERS, "describe('text'"],
  ['BETWEEN needs min < max', FILTER_FAULTS, 'what has no fault can be compiled'],
  [
    'a campaign’s contentTemplate.id is a Response of type MessagingTemplate',
    CATALOG,
    'a campaign takes its template and what fills its parameters from a response',
  ],
  [
    'parameters in the order of appearance, in header, body and Url button',
    FILL,
    'header, body and button parameters come from the contact’s columns, in order, by name or position',
  ],
  [
    'an empty value takes defaultValue',
    FILL,
    'an empty cell takes the default beside the column; a constant needs no column',
  ],
  [
    '… else the contact is skipped',
    DEMAND,
    'a contact is skipped with the reason: on any DNC list, opted out, without number, without parameter, removed',
  ],
  [
    'recycle goes back to the first contact',
    PIPELINE,
    'runs once more for everybody after a recycle, as a new run',
  ],
  [
    '… and never turns a campaign on',
    'test/unit/domain/campaign/campaign.test.ts',
    'no trigger but a start or a resend turns a campaign on',
  ],
  [
    'a completed one recycles itself at its next start',
    STATUS,
    'begins the next run after completion, and after recycling',
  ],
  [
    'if on or stopping, in-flight contacts only once',
    'test/unit/domain/campaign/run-goes-on.test.ts',
    'to its end, when it is recycled while it is on',
  ],
  [
    'delivery status never moves backwards',
    'test/unit/ledger/state/advance-status.test.ts',
    'delivery never goes backwards',
  ],
  [
    'extendedDeliveryStatus by WhatsApp code',
    'test/unit/domain/message/message-outcome.test.ts',
    'extendedDeliveryStatus, line by line as in the contract (section 7)',
  ],
  [
    'the file of an export starts with a byte-order mark',
    'test/integration/cli/cli-exports.test.ts',
    'a list is exported with the last attempts, imported again without a change, and shown contact by contact',
  ],
];

test.each(held)('%s: %s', (_, file, sentence) => {
  expect(readFileSync(file, 'utf8').includes(sentence)).toBe(true);
});
