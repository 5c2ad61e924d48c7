import {
  decideContact,
  skipReasonOf,
  type TakenContact,
} from '../../../../services/eligibility/take-up/decide-contact.ts';
import type { RunDefinition } from '../../../../services/eligibility/take-up/run-definition.ts';

const definition: RunDefinition = {
  campaignId: 'campaign',
  runId: 'run',
  revision: 1,
  integrationId: 'number',
  contactListId: 'list',
  whatsappColumn: 'Cell',
  phonePosition: 0,
  template: {
    name: 'hello',
    language: 'en_US',
    header: [],
    body: [{ name: null, column: 'first', value: null }],
    buttons: [],
  },
  timeZone: 'UTC',
  columns: ['first'],
  columnPositions: [1],
  callableTimes: null,
  zonePosition: null,
  dncLists: [
    { id: 'dnc', name: 'blocked', optOut: false },
    { id: 'optout:number', name: 'opt-outs', optOut: true },
  ],
};
const NOW = Date.UTC(2026, 10, 26);
const decide = (contact: TakenContact | undefined, ...hits: string[]) => {
  const { decision, texts } = decideContact(contact, definition, new Set(hits), NOW);
  return [decision, ...texts];
};
const ann: TakenContact = { values: ['Ann'], phoneId: '13175550100' };

test('a contact with a number, on no list, that fills the template, is messaged', () => {
  expect(decide(ann, 'dnc:13175550199', 'other:13175550100')).toEqual(['13175550100', 'Ann']);
});

test('every reason is told apart; being on a DNC list goes before having opted out', () => {
  expect(decide(undefined)).toEqual(['!CONTACT_REMOVED', 'the contact is no longer in the list']);
  expect(decide({ ...ann, phoneId: null })).toEqual([
    '!INVALID_PHONE_NUMBER',
    'column "Cell" holds no possible number',
  ]);
  expect(decide(ann, 'optout:number:13175550100')).toEqual(['!OPTED_OUT', 'the recipient has opted out']);
  expect(decide(ann, 'optout:number:13175550100', 'dnc:13175550100')).toEqual([
    '!ON_DO_NOT_CALL_LIST',
    'on the DNC list "blocked"',
  ]);
  expect(decide({ ...ann, values: [''] })).toEqual(['!MISSING_PARAMETER', 'column "first" is empty']);
});

test('the reason is found again in what the page keeps', () => {
  expect(['13175550100', '!OPTED_OUT'].map(skipReasonOf)).toEqual([null, 'OPTED_OUT']);
});

test('with callable times a messaged contact has a zone: its own, else its country’s, else the campaign’s', () => {
  const times = {
    timeZone: 'America/New_York',
    ranges: [{ days: ['MON' as const], start: '09:00', end: '18:00' }],
  };
  const zoneOf = (contact: Partial<TakenContact>): string | undefined =>
    decideContact({ ...ann, ...contact }, { ...definition, callableTimes: times }, new Set(), NOW).timeZone;
  expect(zoneOf({ timeZone: 'asia/tokyo' })).toBe('Asia/Tokyo');
  expect(zoneOf({ timeZone: '', phoneId: '4915112345678' })).toBe('Europe/Berlin');
  expect(zoneOf({})).toBe('America/New_York');
  expect(decideContact(ann, definition, new Set(), NOW).timeZone).toBeUndefined();
});
