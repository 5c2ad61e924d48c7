/** Numbers of a DNC list: looked up, added with an end, taken off. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { AddNumbers, numbersIn } from '../../../../services/console/src/lists/add-numbers.tsx';
import { DncListView } from '../../../../services/console/src/lists/dnc-list-page.tsx';
import { endOfDay } from '../../../../services/console/src/lists/dnc-number-queries.ts';
import { answerWith, refusal, show, type Call } from '../show.tsx';

const list = {
  id: 'd1',
  name: 'Never',
  division: { id: 'home' },
  size: 2,
  version: 1,
  dateCreated: '2026-01-01T00:00:00Z',
};
const serve = ({ method, path, query }: Call): unknown => {
  if (path.endsWith('/messagingcampaigns')) return { entities: [{ id: 'c1', name: 'Spring' }], total: 12 };
  if (method === 'GET' && path.endsWith('/phonenumbers')) {
    const number = query.get('number');
    if (number === 'odd') return refusal(400, 'invalid.value', 'The number has letters.', 'number');
    if (number !== null)
      return {
        entities: number.includes('101')
          ? [{ number: '13175550101', expirationDateTime: '2026-12-24T22:59:00Z' }]
          : [],
      };
    return query.get('after') === null
      ? {
          entities: [{ number: '13175550101', expirationDateTime: '2026-12-24T22:59:00Z' }],
          next: '13175550101',
        }
      : { entities: [{ number: '13175550102' }] };
  }
  return method === 'GET' ? list : [204, null];
};

test('its numbers with their ends, and which campaigns use it', async () => {
  answerWith(serve);
  show(<DncListView list={list} />);
  const row = (await screen.findByText('+13175550101')).closest('tr')!;
  expect(row.textContent).toContain('Dec 24, 2026');
  expect((await screen.findByText(/12 campaigns use it/)).textContent).toBe(
    '12 campaigns use it: Spring and 11 more',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Next numbers' }));
  expect((await screen.findByText('+13175550102')).closest('tr')!.textContent).toContain('for ever');
});

test('a number is looked up: it is there, it is not, it cannot be one', async () => {
  answerWith(serve);
  show(<DncListView list={list} />);
  const field = await screen.findByRole('textbox', { name: 'Look up a number' });
  const ask = async (text: string): Promise<void> => {
    await userEvent.clear(field);
    await userEvent.type(field, `${text}{Enter}`);
  };
  await ask('317 555 0101');
  expect(await screen.findByText(/^\+13175550101 is on the list until Dec 24, 2026/)).toBeTruthy();
  await ask('317 555 0109');
  expect(await screen.findByText('317 555 0109 is not on the list.')).toBeTruthy();
  await ask('odd');
  expect(await screen.findByText('The number has letters.')).toBeTruthy();
});

test('a number is taken off after a question', async () => {
  const calls = answerWith(serve);
  show(<DncListView list={list} />);
  await userEvent.click(await screen.findByRole('button', { name: 'Take 13175550101 off the list' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Take off' }));
  await waitFor(() =>
    expect(calls.find(({ method }) => method === 'PATCH')?.body).toEqual({
      action: 'Remove',
      phoneNumbers: ['13175550101'],
    }),
  );
});

test('several are added, each once, until the end of a day', async () => {
  const calls = answerWith(() => [204, null]);
  show(<AddNumbers list={{ id: 'd1' }} onClose={() => undefined} />);
  expect((await screen.findByRole<HTMLButtonElement>('button', { name: 'Save' })).disabled).toBe(true);
  await userEvent.type(
    screen.getByRole('textbox', { name: /Numbers/ }),
    '317 555 0101{Enter}317 555 0102, 317 555 0101',
  );
  await userEvent.type(screen.getByLabelText('Last day'), '2026-12-24');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(calls).toHaveLength(1));
  expect(calls[0]?.body).toEqual({
    action: 'Add',
    phoneNumbers: ['317 555 0101', '317 555 0102'],
    expirationDateTime: endOfDay('2026-12-24'),
  });
});

test('an end is the last minute of its day on the reader’s clock; what is no day is none', () => {
  expect(new Date(endOfDay('2026-02-28') ?? '').getTime()).toBe(new Date(2026, 1, 28, 23, 59).getTime());
  for (const odd of ['', '2026-02-30', '2026-13-01', '26-1-1', 'tomorrow', '2026-02-28T00:00'])
    expect(endOfDay(odd)).toBeNull();
  expect(numbersIn(' ;\n,')).toEqual([]);
});
