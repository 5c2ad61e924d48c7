/** A filter is put together: what it keeps is shown as it is typed, and what is wrong stands beside its condition. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useState } from 'react';
import { FilterForm } from '../../../../services/console/src/filters/filter-form.tsx';
import { valuesOf } from '../../../../services/console/src/filters/filter-values.ts';
import { answerWith, refusal, show, type Call } from '../show.tsx';

const list = {
  id: 'l1',
  name: 'Customers',
  columnNames: ['Phone', 'City', 'Balance'],
  whatsAppColumns: [{ columnName: 'Phone', type: 'cell' }],
  division: { id: 'home' },
  size: 3,
};
const first = valuesOf({
  id: 'f1',
  name: 'West',
  contactList: { id: 'l1' },
  filterType: 'AND',
  clauses: [
    {
      filterType: 'AND',
      predicates: [
        { column: 'City', columnType: 'alphabetic', operator: 'EQUALS', value: 'Bonn', inverted: false },
      ],
    },
  ],
} as never);
const serve = ({ path }: Call): unknown => {
  if (path.endsWith('/contactlists/l1')) return list;
  if (path.endsWith('/contacts/search'))
    return { entities: [{ id: 'c1', data: { Phone: '1', City: 'Bonn', Balance: '$10.50' } }] };
  if (path.endsWith('/preview'))
    return {
      filteredContacts: 2,
      totalContacts: 3,
      preview: [{ id: 'c1', data: { Phone: '13175555501', City: 'Bonn', Balance: '$10.50' } }],
    };
  return null;
};

function Form() {
  const [values, setValues] = useState(first);
  return <FilterForm values={values} onChange={setValues} refused={null} />;
}

test('how many contacts it keeps, and the first of them', async () => {
  const calls = answerWith(serve);
  show(<Form />);
  expect((await screen.findByRole('status')).textContent).toBe('2 of 3 contacts');
  expect(await screen.findByText('13175555501')).toBeTruthy();
  await userEvent.type(screen.getByRole('textbox', { name: 'Value' }), '!');
  await waitFor(() =>
    expect(
      calls.filter(({ path }) => path.endsWith('/preview')).map(({ body }) => JSON.stringify(body)),
    ).toContainEqual(expect.stringContaining('"value":"Bonn!"')),
  );
});

test('a column of amounts is read as numbers', async () => {
  answerWith(serve);
  show(<Form />);
  await screen.findByRole('status');
  await userEvent.click(screen.getByRole('combobox', { name: 'Column' }));
  await userEvent.click(await screen.findByRole('option', { name: 'Balance' }));
  await waitFor(() =>
    expect(screen.getByRole<HTMLInputElement>('combobox', { name: 'Read as' }).value).toBe('Number'),
  );
});

test('what the server refuses stands beside its condition', async () => {
  answerWith((call) =>
    call.path.endsWith('/preview')
      ? refusal(400, 'value.required', 'EQUALS needs a number.', 'clauses[0].predicates[0].value')
      : serve(call),
  );
  show(<Form />);
  expect((await screen.findByRole('alert')).textContent).toBe('EQUALS needs a number.');
});
