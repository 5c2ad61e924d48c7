import {
  contactListReasons,
  dncListReasons,
  type ImportOfList,
} from '../../../../services/domain/campaign/assignable.ts';

const ended = (state: 'FINISHED' | 'FAILED', more: Partial<ImportOfList> = {}): ImportOfList => ({
  state,
  reason: null,
  records: 1,
  ...more,
});
const contactList = (more: Partial<Parameters<typeof contactListReasons>[0]> = {}) =>
  contactListReasons({ whatsappColumns: [{}], size: 1, imports: [ended('FINISHED')], ...more });
const dncList = (more: Partial<Parameters<typeof dncListReasons>[0]> = {}) =>
  dncListReasons({ contactMethod: 'Phone', size: 1, imports: [ended('FINISHED')], ...more });
const codes = (reasons: Array<{ code: string }>): string[] => reasons.map(({ code }) => code);

describe('a contact list (B6)', () => {
  test('with a WhatsApp column, records and a good import can be assigned', () =>
    expect(contactList()).toEqual([]));
  test('filled by commands alone can be assigned', () => expect(contactList({ imports: [] })).toEqual([]));
  test('without a WhatsApp column cannot', () =>
    expect(codes(contactList({ whatsappColumns: [] }))).toEqual(['contact.list.has.no.whatsapp.columns']));
  test('without records cannot', () =>
    expect(codes(contactList({ size: 0 }))).toEqual(['contact.list.is.empty']));
  test('whose import runs cannot, and is not called empty yet', () => {
    expect(codes(contactList({ size: 0, imports: [{ state: 'RUNNING', reason: null }] }))).toEqual([
      'contact.list.import.in.progress',
    ]);
    expect(codes(contactList({ imports: [{ state: 'QUEUED', reason: null }] }))).toEqual([
      'contact.list.import.in.progress',
    ]);
  });
  test('whose import failed cannot, and the reason is said', () => {
    const [reason] = contactList({ imports: [ended('FAILED', { reason: 'the file is empty' })] });
    expect(reason).toEqual({
      code: 'contact.list.import.failed',
      message: 'The contact list’s import failed: the file is empty.',
    });
  });
  test('is healed by a good import after a failed one, not before it', () => {
    expect(contactList({ imports: [ended('FAILED'), ended('FINISHED')] })).toEqual([]);
    expect(codes(contactList({ imports: [ended('FINISHED'), ended('FAILED')] }))).toEqual([
      'contact.list.import.failed',
    ]);
  });
  test('is told all its reasons at once', () =>
    expect(codes(contactListReasons({ whatsappColumns: [], size: 0, imports: [ended('FAILED')] }))).toEqual([
      'contact.list.has.no.whatsapp.columns',
      'contact.list.import.failed',
      'contact.list.is.empty',
    ]));
});

describe('a DNC list (D2)', () => {
  test.each(['Phone', 'Any', 'WhatsApp'])('for %s can be assigned', (contactMethod) =>
    expect(dncList({ contactMethod })).toEqual([]),
  );
  test('for e-mail cannot', () =>
    expect(codes(dncList({ contactMethod: 'Email' }))).toEqual(['dnc.list.invalid.contact.method']));
  test('without records cannot', () => expect(codes(dncList({ size: 0 }))).toEqual(['dnc.list.is.empty']));
  test('with a part that has no records cannot', () =>
    expect(codes(dncList({ imports: [ended('FINISHED', { records: 0 }), ended('FINISHED')] }))).toEqual([
      'dnc.list.is.empty',
    ]));
  test('whose import runs or failed cannot', () => {
    expect(codes(dncList({ imports: [{ state: 'RUNNING', reason: null }] }))).toEqual([
      'dnc.list.import.in.progress',
    ]);
    expect(codes(dncList({ imports: [ended('FAILED')] }))).toEqual(['dnc.list.import.failed']);
  });
});
