/** Opt-outs: whoever may not change them sees no button, a number is taken off after a question, a list of numbers is read. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { OptOutsPage } from '../../../../services/console/src/optouts/opt-outs-page.tsx';
import { answerWith, show, type Call } from '../show.tsx';

const serve = ({ path, method }: Call): unknown => {
  if (path.endsWith('/integrations/whatsapp'))
    return { entities: [{ id: 'i1', name: 'Sales', phoneNumber: '+1 317 555 0000' }], total: 1 };
  if (path.endsWith('/optouts/possible'))
    return {
      entities: [
        {
          phoneId: '4915112345678',
          reason: 'SOUNDS_LIKE',
          text: 'please stop it',
          at: '2026-01-01T00:00:00.000Z',
          isOptedOut: false,
        },
      ],
    };
  if (path.endsWith('/optouts') && method === 'GET') return { entities: [{ phoneId: '13175555501' }] };
  return null;
};

test('a number is taken off after a question', async () => {
  const calls = answerWith(serve);
  show(<OptOutsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Take 13175555501 off' }));
  const dialog = await screen.findByRole('dialog');
  expect(calls.some(({ path }) => path.endsWith('/remove'))).toBe(false);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Take off' }));
  await waitFor(() =>
    expect(calls.find(({ path }) => path.endsWith('/remove'))?.body).toEqual({
      integrationId: 'i1',
      numbers: ['13175555501'],
    }),
  );
});

test('numbers are read from lines, commas and semicolons', async () => {
  const calls = answerWith(serve);
  show(<OptOutsPage />);
  await userEvent.click(await screen.findByRole('button', { name: 'Opt numbers out' }));
  const dialog = await screen.findByRole('dialog');
  await userEvent.type(within(dialog).getByRole('textbox'), '+1 317 555 5502{enter}13175555503, 13175555504');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Opt 3 numbers out' }));
  await waitFor(() =>
    expect(calls.find(({ path, method }) => path.endsWith('/optouts') && method === 'POST')?.body).toEqual({
      integrationId: 'i1',
      numbers: ['+1 317 555 5502', '13175555503', '13175555504'],
    }),
  );
});

test('who may only look sees nothing to press', async () => {
  answerWith(serve);
  show(<OptOutsPage />, ['outbound:optOut:view', 'messaging:integration:view']);
  expect(await screen.findByText('13175555501')).toBeTruthy();
  expect(await screen.findByText('“please stop it”')).toBeTruthy();
  expect(screen.queryByRole('button', { name: /Take|Opt/ })).toBeNull();
});
