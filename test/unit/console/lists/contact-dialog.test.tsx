/** A single contact is looked at, changed, added and removed. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ContactDialog } from '../../../../services/console/src/lists/contact-dialog.tsx';
import { answerWith, refusal, show } from '../show.tsx';

const list = {
  id: 'l1',
  division: { id: 'home' },
  columnNames: ['id', 'Phone', '__proto__'],
  whatsAppColumns: [{ columnName: 'Phone', type: 'cell' }],
  contactIdColumn: 'id',
} as never;
const contact = { id: 'c/1', data: { id: 'c/1', Phone: '13175550101' }, callable: true };
const open = (of: typeof contact | null, permissions?: string[]) => {
  let closed = 0;
  show(<ContactDialog list={list} contact={of} onClose={() => (closed += 1)} />, permissions);
  return () => closed;
};

test('a contact is changed as a whole', async () => {
  const calls = answerWith(() => ({}));
  const closed = open(contact);
  const phone = await screen.findByRole('textbox', { name: 'Phone' });
  await userEvent.clear(phone);
  await userEvent.type(phone, '13175550102');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(closed()).toBe(1));
  expect(calls.map(({ method, path, body }) => [method, path, JSON.stringify(body)])).toEqual([
    [
      'PUT',
      '/api/v2/outbound/contactlists/l1/contacts/c%2F1',
      '{"data":{"id":"c/1","Phone":"13175550102","__proto__":""}}',
    ],
  ]);
});

test('what is refused stands beside its cell, and what was typed stays', async () => {
  answerWith(() => refusal(400, 'invalid.value', 'The number has letters.', 'data.Phone'));
  const closed = open(null);
  const phone = await screen.findByRole('textbox', { name: 'Phone' });
  await userEvent.type(phone, 'abc');
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('The number has letters.')).toBeTruthy();
  expect(phone.getAttribute('aria-invalid')).toBe('true');
  expect((phone as HTMLInputElement).value).toBe('abc');
  expect(closed()).toBe(0);
});

test('a contact is removed after a question', async () => {
  const calls = answerWith(() => null);
  const closed = open(contact);
  await userEvent.click(await screen.findByRole('button', { name: 'Remove' }));
  expect(calls).toEqual([]);
  await screen.findByText('Remove contact c/1?');
  await userEvent.click(screen.getByRole('button', { name: 'Remove' }));
  await waitFor(() => expect(closed()).toBe(1));
  expect(calls[0]).toMatchObject({
    method: 'DELETE',
    path: '/api/v2/outbound/contactlists/l1/contacts/c%2F1',
  });
});

test('who may only look can change nothing', async () => {
  answerWith(() => null);
  open(contact, ['outbound:contact:view']);
  const phone = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Phone' });
  expect(phone.readOnly).toBe(true);
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
  expect(screen.queryByRole('button', { name: 'Remove' })).toBeNull();
});
