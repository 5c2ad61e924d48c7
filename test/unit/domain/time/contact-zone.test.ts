import { contactZone } from '../../../../services/domain/time/contact-zone.ts';
import { zoneOfPhoneId } from '../../../../services/domain/time/country-zone.ts';
import { isTimeZone, readTimeZone } from '../../../../services/domain/time/time-zone.ts';

const NOW = Date.parse('2026-11-26T12:00:00Z');

it.each([
  ['Germany, whose two zones have one time', '4915112345678', 'Europe/Berlin'],
  ['the United Kingdom', '447911123456', 'Europe/London'],
  ['Jersey, which has Britain’s time', '447797712345', 'Europe/London'],
  ['India', '919876543210', 'Asia/Calcutta'],
  ['Finland, not Åland', '358401234567', 'Europe/Helsinki'],
  ['Jamaica, of the countries with +1', '18762101234', 'America/Jamaica'],
  ['Mayotte, which has not the time of Réunion', '262639012345', 'Indian/Mayotte'],
  ['Kazakhstan, of the countries with +7', '77012345678', 'Asia/Almaty'],
])('the country of a number has one time: %s', (_, phoneId, zone) => {
  expect(zoneOfPhoneId(phoneId, NOW)).toBe(zone);
});

it.each([
  ['the United States', '13175555555'],
  ['Canada', '16135550123'],
  ['Russia', '79161234567'],
  ['Spain with the Canaries', '34612345678'],
  ['Brazil', '5511961234567'],
  ['New Zealand with the Chathams', '64211234567'],
  ['no country: satellites', '881612345678'],
  ['no calling code', '0123456789'],
])('the country of a number does not say its time: %s', (_, phoneId) => {
  expect(zoneOfPhoneId(phoneId, NOW)).toBeNull();
});

it('a contact’s zone is its own, else its country’s if there is one only, else the campaign’s', () => {
  const campaign = 'America/New_York';
  expect(contactZone('Asia/Tokyo', '4915112345678', campaign, NOW)).toBe('Asia/Tokyo');
  expect(contactZone(' asia/tokyo ', '4915112345678', campaign, NOW)).toBe('Asia/Tokyo');
  expect(contactZone('', '4915112345678', campaign, NOW)).toBe('Europe/Berlin');
  expect(contactZone(undefined, '4915112345678', campaign, NOW)).toBe('Europe/Berlin');
  expect(contactZone('nonsense', '4915112345678', campaign, NOW)).toBe('Europe/Berlin');
  expect(contactZone('', '13175555555', campaign, NOW)).toBe(campaign);
});

it('reads IANA names and nothing else', () => {
  expect(['Europe/Berlin', 'EUROPE/berlin', 'UTC'].map(readTimeZone)).toEqual([
    'Europe/Berlin',
    'Europe/Berlin',
    'UTC',
  ]);
  expect(
    ['', 'Berlin', '+02:00', 'CEST', 'GMT+2', '__proto__', 'Europe/Berlin; DROP'].map(readTimeZone),
  ).toEqual(Array(7).fill(null));
});

it('remembers cells of any number without growing', () => {
  for (let one = 0; one < 12_000; one += 1) expect(readTimeZone(`x${one}`)).toBeNull();
  expect(readTimeZone('Europe/Berlin')).toBe('Europe/Berlin');
});

it('takes none of the abbreviations that Intl knows: they mean other places than people do', () => {
  const abbreviations =
    'ACT AET AGT ART AST BET BST CAT CNT CST CTT EAT ECT IET IST JST MIT NET NST PLT PNT PRT PST SST VST AKST CEST EDT PDT';
  for (const name of [...abbreviations.split(' '), 'SystemV/PST8', 'Factory', 'bst', ' IST ', 'Etc/Unknown'])
    expect([name, readTimeZone(name), isTimeZone(name)]).toEqual([name, null, false]);
});

it('takes every zone of this machine, and the older names that IANA keeps', () => {
  for (const name of [
    ...Intl.supportedValuesOf('timeZone'),
    ...[
      'US/Eastern',
      'Asia/Kolkata',
      'Europe/Kyiv',
      'America/Buenos_Aires',
      'Etc/GMT+3',
      'Zulu',
      'PRC',
      'EST5EDT',
      'GB',
    ],
  ])
    expect([name, isTimeZone(name)]).toEqual([name, true]);
});
