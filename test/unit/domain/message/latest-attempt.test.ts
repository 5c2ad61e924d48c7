import {
  evaluationsOf,
  ledgerIdsOf,
  noteAttempts,
  stillOpen,
  type LatestAttempts,
  type LedgerEntry,
  type RunOfList,
} from '../../../../services/domain/message/latest-attempt.ts';
import { exclusionIdOf, messageIdOf } from '../../../../services/domain/message/message.ts';

const columns = ['Cell', 'Work'];
const ann = { id: 'ann', phoneIds: ['13175551000', '13175552000'] };
const bob = { id: 'bob', phoneIds: ['13175551001', null] };
const twin = { id: 'twin', phoneIds: ['13175551000', null] };
const run = (runId: string, whatsappColumn: string | null = 'Cell'): RunOfList => ({ runId, whatsappColumn });
const at = new Date('2026-03-01T09:00:00Z');
const sent = (
  runId: string,
  contactId: string,
  to: string,
  more: Partial<LedgerEntry> = {},
): LedgerEntry => ({
  _id: messageIdOf(runId, to),
  ...{ contactId, to, state: 'ACCEPTED', delivery: 'READ', intentAt: at },
  ...more,
});
const skipped = (runId: string, contactId: string, more: Partial<LedgerEntry> = {}): LedgerEntry => ({
  _id: exclusionIdOf(runId, contactId),
  ...{ contactId, state: 'SKIPPED', reason: 'OPTED_OUT', endedAt: at },
  ...more,
});

/** Looks at runs from the newest, as a store does; a run's ledger is an array. */
function latestOf(runs: ReadonlyArray<[RunOfList, LedgerEntry[]]>, contacts = [ann, bob, twin]) {
  const latest: LatestAttempts = new Map();
  for (const [one, ledger] of runs) {
    const open = stillOpen(one, columns, contacts, latest);
    const ids = new Set(ledgerIdsOf(one, open));
    noteAttempts(
      one,
      columns,
      open,
      ledger.filter(({ _id }) => ids.has(_id)),
      latest,
    );
  }
  return (id: string, column: string) => latest.get(id)?.get(column);
}

test('a message tells when it left, its wrap-up code and its Delivery Status', () => {
  expect(latestOf([[run('1'), [sent('1', 'ann', '13175551000')]]])('ann', 'Cell')).toEqual({
    address: '13175551000',
    at,
    wrapUpCode: 'OUTBOUND-MESSAGE-SENT',
    deliveryStatus: 'Read',
    error: null,
  });
});

test('a failed message tells its code and text, a skipped contact why', () => {
  const failed = sent('1', 'ann', '13175551000', { state: 'FAILED', code: 131026, reason: 'Undeliverable' });
  const found = latestOf([[run('1'), [failed, skipped('1', 'bob', { detail: 'on the list "Blocked"' })]]]);
  expect(found('ann', 'Cell')).toMatchObject({ error: '131026 Undeliverable' });
  expect(found('bob', 'Cell')).toEqual({
    address: '13175551001',
    at,
    wrapUpCode: 'OUTBOUND-CONTACT-UNCONTACTABLE-SKIPPED',
    deliveryStatus: null,
    error: 'on the list "Blocked"',
  });
});

test('the newest run counts, each column for itself', () => {
  const found = latestOf([
    [run('3', 'Work'), [skipped('3', 'ann')]],
    [run('2'), [sent('2', 'ann', '13175551000', { state: 'UNKNOWN', delivery: undefined })]],
    [run('1'), [sent('1', 'ann', '13175551000'), sent('1', 'bob', '13175551001')]],
  ]);
  expect(found('ann', 'Work')?.wrapUpCode).toBe('OUTBOUND-CONTACT-UNCONTACTABLE-SKIPPED');
  expect(found('ann', 'Cell')?.wrapUpCode).toBe('OUTBOUND-MESSAGE-AMBIGUOUS');
  expect(found('bob', 'Cell')?.wrapUpCode).toBe('OUTBOUND-MESSAGE-SENT');
});

test('what has no outcome yet hides no older one', () => {
  const waiting = sent('2', 'ann', '13175551000', { state: 'WAITING', delivery: undefined });
  const found = latestOf([
    [run('2'), [waiting]],
    [run('1'), [sent('1', 'ann', '13175551000')]],
  ]);
  expect(found('ann', 'Cell')?.deliveryStatus).toBe('Read');
});

test('of two contacts with one number only the one that was messaged has the message', () => {
  const found = latestOf([
    [run('1'), [sent('1', 'ann', '13175551000'), skipped('1', 'twin', { reason: 'DUPLICATE_PHONE_NUMBER' })]],
  ]);
  expect(found('ann', 'Cell')?.wrapUpCode).toBe('OUTBOUND-MESSAGE-SENT');
  expect(found('twin', 'Cell')?.wrapUpCode).toBe('OUTBOUND-CONTACT-ADDRESS-UNCONTACTABLE-SKIPPED');
});

test('a message of a run whose column is not known belongs to the column with its number', () => {
  const found = latestOf([[run('1', null), [sent('1', 'ann', '13175552000')]]]);
  expect(found('ann', 'Work')?.address).toBe('13175552000');
  expect(found('ann', 'Cell')).toBeUndefined();
});

test('a contact that was messaged and then excluded in one run was messaged', () => {
  const found = latestOf([[run('1'), [skipped('1', 'ann'), sent('1', 'ann', '13175551000')]]]);
  expect(found('ann', 'Cell')?.wrapUpCode).toBe('OUTBOUND-MESSAGE-SENT');
});

test('contacts whose column is known are not looked up in older runs', () => {
  const latest: LatestAttempts = new Map();
  noteAttempts(run('2'), columns, [ann, bob], [sent('2', 'ann', '13175551000')], latest);
  expect(stillOpen(run('1'), columns, [ann, bob], latest)).toEqual([bob]);
  expect(stillOpen(run('1', 'Work'), columns, [ann, bob], latest)).toEqual([ann, bob]);
});

test('an evaluation has the contract’s fields', () => {
  const latest: LatestAttempts = new Map();
  noteAttempts(run('1'), columns, [ann], [sent('1', 'ann', '13175551000')], latest);
  expect(evaluationsOf(latest.get('ann') ?? new Map())).toEqual({
    Cell: {
      contactColumn: 'Cell',
      contactAddress: '13175551000',
      messageType: 'WhatsApp',
      wrapupCodeId: 'OUTBOUND-MESSAGE-SENT',
      timestamp: '2026-03-01T09:00:00.000Z',
    },
  });
});

test('a message to another writing of the number is the contact’s', () => {
  const ana = { id: 'ana', phoneIds: ['541155550101', null] };
  const found = latestOf([[run('1'), [sent('1', 'ana', '5491155550101')]]], [ana]);
  expect(found('ana', 'Cell')).toMatchObject({ address: '5491155550101', deliveryStatus: 'Read' });
});
