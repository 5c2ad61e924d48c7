/** How an import ended: what was taken, which rows were refused and why, and the way to import them again. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ImportOutcome, standingOf } from '../../../../services/console/src/lists/import-outcome.tsx';
import { answerWith, show, type Call } from '../show.tsx';

const list = {
  id: 'l1',
  name: 'Customers',
  dateCreated: '2026-01-01T00:00:00.000Z',
  version: 1,
  division: { id: 'home' },
  size: 40,
};
const status = (over: object) => ({
  ...list,
  importStatus: { totalRecords: 42, completedRecords: 42, percentComplete: 100, importId: 'i1', ...over },
});

test('an import stands as the list says, and the one before it does not count', () => {
  expect(standingOf(undefined, undefined)).toBe('waiting');
  expect(standingOf(list, undefined)).toBe('waiting');
  expect(standingOf(status({}), 'i1')).toBe('waiting');
  expect(standingOf(status({ state: 'IN_PROGRESS' }), undefined)).toBe('running');
  expect(standingOf(status({ state: 'FAILED' }), undefined)).toBe('failed');
  expect(standingOf(status({ importId: 'i2' }), 'i1')).toBe('done');
});

test('rows that were refused are shown with the reason, and can be fetched', async () => {
  const answer = answerWith(({ path }: Call) =>
    path.endsWith('/contactlists/l1') ? status({ rejectedRecords: 2 }) : null,
  );
  const fetchJson = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return url.endsWith('/rejects')
      ? new Response('\uFEFFphone,first_name,errors\r\nnot a number,Di,"phone: not a number"\r\n', {
          status: 200,
        })
      : fetchJson(input, init);
  };
  show(<ImportOutcome kind="contactlists" listId="l1" before={undefined} />);
  expect((await screen.findByText('The list has 40 entries now')).textContent).toBeTruthy();
  expect(await screen.findByText('42 rows were read; 2 were refused.')).toBeTruthy();
  const cells = await waitFor(() => {
    const found = screen.getAllByRole('cell').map(({ textContent }) => textContent);
    expect(found.length).toBe(3);
    return found;
  });
  expect(cells).toEqual(['phone: not a number', 'not a number', 'Di']);
  expect(screen.getByRole('link', { name: 'All refused rows (CSV)' }).getAttribute('href')).toBe(
    '/api/v2/outbound/contactlists/l1/imports/i1/rejects',
  );
  await userEvent.click(screen.getByRole('button', { name: 'Import a mended file' }));
  expect(screen.getByText('Drop a CSV file here')).toBeTruthy();
  expect(answer.length).toBeGreaterThan(0);
});

test('a failed import says why', async () => {
  answerWith(() => status({ state: 'FAILED', failureReason: 'The header has two columns "phone".' }));
  show(<ImportOutcome kind="contactlists" listId="l1" before={undefined} />);
  expect((await screen.findByRole('alert')).textContent).toContain('two columns "phone"');
});
