/** Callable times by keyboard, by mouse and as text. */
import { useForm } from '@mantine/form';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  emptyValues,
  type CampaignValues,
} from '../../../../../services/console/src/campaigns/edit/campaign-values.ts';
import { TimesField } from '../../../../../services/console/src/campaigns/times/times-field.tsx';
import { show } from '../../show.tsx';

let typed: CampaignValues['times'] = [];

function Field({ times, isFixed = false }: { times: CampaignValues['times']; isFixed?: boolean }) {
  const form = useForm<CampaignValues>({ initialValues: { ...emptyValues('Asia/Tokyo'), times } });
  typed = form.getValues().times;
  return <TimesField form={form} isFixed={isFixed} />;
}

const open = async (times: CampaignValues['times'], isFixed?: boolean) => {
  show(<Field times={times} {...(isFixed === undefined ? {} : { isFixed })} />);
  return screen.findByRole('grid', { name: 'Callable times' });
};
const cell = (grid: HTMLElement, name: string | RegExp) => within(grid).getByRole('gridcell', { name });

const focus = (one: HTMLElement): void => act(() => one.focus());

test('without times any time is callable, and no zone is asked for', async () => {
  await open([]);
  expect(screen.getByRole('status').textContent).toBe('Messages may leave at any time.');
  expect(screen.queryByRole('combobox', { name: 'Time zone' })).toBeNull();
});

test('a preset, then hours by the keyboard: arrows move, space turns one, shift a block', async () => {
  const grid = await open([]);
  await userEvent.click(screen.getByRole('button', { name: 'Mon–Fri 9:00 AM–8:00 PM' }));
  expect(typed).toEqual([{ days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '09:00', end: '20:00' }]);
  focus(cell(grid, 'Friday 7:00 PM–8:00 PM: callable'));
  await userEvent.keyboard(' {ArrowDown}');
  expect(document.activeElement).toBe(cell(grid, 'Saturday 7:00 PM–8:00 PM: not callable'));
  await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowLeft}{/Shift}');
  expect(screen.getByRole('status').textContent).toBe(
    'Mon–Thu 9:00 AM–8:00 PM; Fri 9:00 AM–7:00 PM; Sat–Sun 6:00 PM–8:00 PM, on each contact’s own clock. Where that is not known: Asia/Tokyo.',
  );
  expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Time zone' }).value).toBe('Asia/Tokyo');
});

test('escape leaves a block as it was', async () => {
  const grid = await open([]);
  focus(cell(grid, /Monday 9:00 AM/));
  await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowRight}{Escape}{/Shift}');
  expect(typed).toEqual([]);
});

test('the mouse turns an hour, a day and an hour of every day', async () => {
  const grid = await open([]);
  await userEvent.pointer([
    { keys: '[MouseLeft>]', target: cell(grid, /Monday 9:00 AM/) },
    { keys: '[/MouseLeft]' },
  ]);
  expect(typed).toEqual([{ days: ['MON'], start: '09:00', end: '10:00' }]);
  await userEvent.click(screen.getByRole('button', { name: 'Sun: All of Sunday' }));
  await userEvent.click(screen.getByRole('button', { name: '9: Every day at 9:00 AM' }));
  expect(typed).toEqual([
    { days: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'], start: '09:00', end: '10:00' },
    { days: ['SUN'], start: '00:00', end: '24:00' },
  ]);
});

test('minutes finer than the grid are heard, kept while other hours are painted, and changed as text', async () => {
  const grid = await open([{ days: ['MON'], start: '09:10', end: '17:45' }]);
  cell(grid, 'Monday 5:00 PM–6:00 PM: callable 5:00 PM–5:45 PM');
  focus(cell(grid, /Tuesday 9:00 AM/));
  await userEvent.keyboard(' ');
  expect(typed).toEqual([
    { days: ['MON'], start: '09:10', end: '17:45' },
    { days: ['TUE'], start: '09:00', end: '10:00' },
  ]);
  await userEvent.click(screen.getByRole('button', { name: 'To the minute' }));
  const start = within(screen.getByRole('group', { name: 'Times 1' })).getByRole('textbox', { name: 'From' });
  await userEvent.clear(start);
  await userEvent.type(start, '9 o');
  expect(screen.getByRole('alert').textContent).toBe('Write the start as HH:MM, from 00:00 to 23:59.');
  // what is half typed stays while the grid is used
  focus(cell(grid, /Tuesday 9:00 AM/));
  await userEvent.keyboard(' ');
  expect(typed).toEqual([{ days: ['MON'], start: '9 o', end: '17:45' }]);
});

test('of a campaign that runs the grid is only looked at', async () => {
  const grid = await open([{ days: ['MON'], start: '09:00', end: '10:00' }], true);
  expect(grid.getAttribute('aria-readonly')).toBe('true');
  focus(cell(grid, /Monday 9:00 AM/));
  await userEvent.keyboard(' {Shift>}{ArrowRight}{/Shift}');
  await userEvent.pointer([
    { keys: '[MouseLeft>]', target: cell(grid, /Monday 11:00 AM/) },
    { keys: '[/MouseLeft]' },
  ]);
  expect(typed).toEqual([{ days: ['MON'], start: '09:00', end: '10:00' }]);
});
